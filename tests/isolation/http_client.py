"""A minimal HTTP/1.1 client for requests that no HTTP library sends, from any loopback address."""

import asyncio
import json
import socket
from dataclasses import dataclass
from typing import Any


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def expect(self, *statuses: int) -> "Response":
        assert self.status in statuses, (self.status, self.body[:500])
        return self


class Connection:
    """A connection, to be used with `async with`."""

    def __init__(self, port: int, source: str = "127.0.0.1", receive_buffer: int | None = None):
        self.port, self.source, self.receive_buffer = port, source, receive_buffer

    async def __aenter__(self) -> "Connection":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    async def open(self) -> None:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        if self.receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        sock.bind((self.source, 0))
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.port))
        # Unread data stays in the kernel, because the reader's buffer is small.
        self.reader, self.writer = await asyncio.open_connection(sock=sock, limit=4096)

    def close(self) -> None:
        self.writer.transport.abort()

    async def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        fields = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if body or method in ("POST", "PUT", "PATCH"):
            fields["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await self.writer.drain()

    async def receive(self) -> Response:
        status = int((await self.reader.readline()).split()[1])
        headers: dict[str, str] = {}
        while line := (await self.reader.readline()).strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            return Response(status, headers, await self._chunks())
        length = int(headers.get("content-length", 0))
        return Response(status, headers, await self.reader.readexactly(length))

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return body

    async def request(self, *arguments: Any, **more: Any) -> Response:
        await self.send(*arguments, **more)
        return await self.receive()


class User:
    """A signed-in user."""

    def __init__(self, port: int, token: str, user_id: int):
        self.port, self.id = port, user_id
        self.headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def register(cls, port: int, name: str) -> "User":
        body = {"email": f"{name}@example.org", "username": name, "password": PASSWORD}
        async with Connection(port) as connection:
            user = await connection.request("POST", "/api/v1/auth/register", JSON, json.dumps(body).encode())
            login = json.dumps({"username": name, "password": PASSWORD}).encode()
            token = await connection.request("POST", "/api/v1/auth/login", JSON, login)
            return cls(port, token.expect(200).json()["access_token"], user.expect(201).json()["id"])

    async def request(self, method: str, path: str, body: Any = None) -> Response:
        data = b"" if body is None else json.dumps(body).encode()
        async with Connection(self.port) as connection:
            headers = {**self.headers, **(JSON if body is not None else {})}
            return await connection.request(method, path, headers, data)

    async def upload(self, body: bytes, media_type: str = "application/json") -> Response:
        async with Connection(self.port) as connection:
            headers = {**self.headers, "Content-Type": media_type}
            return await connection.request("POST", "/api/v1/tasks/import", headers, body)

    async def fill(self, tasks: list[dict[str, Any]]) -> None:
        """Imports the tasks in as many files as needed, each of at most 8 MiB."""
        part: list[str] = []
        size = 0
        for task in tasks:
            text = json.dumps(task, ensure_ascii=False)
            if part and size + len(text.encode()) > 7 * 1024 * 1024:
                (await self.upload(_document(part))).expect(200)
                part, size = [], 0
            part.append(text)
            size += len(text.encode()) + 1
        (await self.upload(_document(part))).expect(200)


def _document(tasks: list[str]) -> bytes:
    return ("[" + ",".join(tasks) + "]").encode()


PASSWORD = "seven purple otters"
JSON = {"Content-Type": "application/json"}
