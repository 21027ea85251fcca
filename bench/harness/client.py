"""Sends single requests on one connection, for preparation and checks, not for measurements."""

import http.client
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: str | None = None,
        headers: dict[str, str] | None = None,
        kind: str = "application/json",
    ) -> Response:
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = kind
        self._connection.request(method, path, body, sent)
        response = self._connection.getresponse()
        return Response(response.status, response.headers, response.read())

    def expect(self, status: int, method: str, path: str, *more: Any, **named: Any) -> Response:
        response = self.ask(method, path, *more, **named)
        if response.status != status:
            raise SystemExit(f"{method} {path} returned {response.status}: {response.body.decode()}")
        return response

    def log_in(self, username: str) -> str:
        form = f"username={username}&password=tasklane-demo"
        kind = "application/x-www-form-urlencoded"
        return str(self.expect(200, "POST", "/api/v1/auth/login", body=form, kind=kind).json()["access_token"])
