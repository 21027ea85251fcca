"""Sends single requests on one connection, for preparation and checks, not for measurements."""

import http.client
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
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
    ) -> Answer:
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = kind
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def expect(self, status: int, method: str, path: str, *more: Any, **named: Any) -> Answer:
        answer = self.ask(method, path, *more, **named)
        if answer.status != status:
            raise SystemExit(f"{method} {path} returned {answer.status}: {answer.body.decode()}")
        return answer

    def log_in(self, username: str) -> str:
        form = f"username={username}&password=tasklane-demo"
        kind = "application/x-www-form-urlencoded"
        return str(self.expect(200, "POST", "/api/v1/auth/login", body=form, kind=kind).json()["access_token"])
