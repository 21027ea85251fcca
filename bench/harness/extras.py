"""Fetches the additional value per user that some operations need."""

from harness.client import Response
from harness.operations import Operation
from harness.servers import Server
from harness.environment import Environment

DEPTH = 500


def extras_of(operation: Operation, environment: Environment, server: Server, tokens: list[str]) -> list[str]:
    """Returns one value per token."""
    client = server.client()
    match operation.extra:
        case None:
            return [""] * len(tokens)
        case "tag":
            responses = (client.expect(200, "GET", "/api/v1/tasks?limit=20", token) for token in tokens)
            return [response.headers["ETag"] for response in responses]
        case "cursor":
            path = f"/api/v1/tasks?limit={min(DEPTH, environment.owners.tasks // 2)}"
            return [cursor_of(client.expect(200, "GET", path, token)) for token in tokens]
        case "username":
            return environment.owners.usernames
        case unknown:
            raise ValueError(unknown)


def cursor_of(response: Response) -> str:
    """Returns the cursor of the next page."""
    return response.headers["Link"].partition("cursor=")[2].partition(">")[0].partition("&")[0]
