"""Fetches the additional value per user that some operations need."""

from harness.client import Answer
from harness.operations import Operation
from harness.servers import Server
from harness.world import World

DEPTH = 500


def extras_of(operation: Operation, world: World, server: Server, tokens: list[str]) -> list[str]:
    """Returns one value per token."""
    client = server.client()
    match operation.extra:
        case None:
            return [""] * len(tokens)
        case "tag":
            answers = (client.expect(200, "GET", "/api/v1/tasks?limit=20", token) for token in tokens)
            return [answer.headers["ETag"] for answer in answers]
        case "cursor":
            path = f"/api/v1/tasks?limit={min(DEPTH, world.owners.tasks // 2)}"
            return [cursor_of(client.expect(200, "GET", path, token)) for token in tokens]
        case "username":
            return world.owners.usernames
        case unknown:
            raise ValueError(unknown)


def cursor_of(answer: Answer) -> str:
    """Returns the cursor of the next page."""
    return answer.headers["Link"].partition("cursor=")[2].partition(">")[0].partition("&")[0]
