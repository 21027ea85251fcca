"""Measures the peak memory of two concurrent imports of 8 MiB each, whose content could need much memory to parse."""

import asyncio
from collections.abc import AsyncIterator

from measurement import Measurement
from http_client import User
from server import MIB, Server

SIZE = 8 * MIB
GOAL = 160


def _repeated(before: str, item: str, after: str, between: str = ",") -> bytes:
    room = SIZE - len(before) - len(after)
    count = (room + len(between)) // (len(item) + len(between))
    return (before + between.join([item] * count) + after).encode()


def _tasks(task: str) -> bytes:
    """Returns a document of ten thousand valid tasks with different titles."""
    return ("[" + ",".join(task.replace("#", str(number)) for number in range(10_000)) + "]").encode()


def _members() -> bytes:
    members = ",".join(f'"m{number:06}":0' for number in range(SIZE // 12))
    return ('{"tasks":[{"title":"x",' + members[: members.rfind(",", 0, SIZE - 100)] + "}]}").encode()


SHAPES = {
    "tags of objects": ("json", _repeated('{"tasks":[{"title":"x","tags":[', '{"":0}', "]}]}")),
    "numbers": ("json", _repeated("[", "0", "]")),
    "numbers in tasks": ("json", _repeated('{"tasks":[', "0", "]}")),
    "empty objects": ("json", _repeated("[", "{}", "]")),
    "empty lists": ("json", _repeated('{"other":[', "[]", '],"tasks":[]}')),
    "members of a task": ("json", _members()),
    "members of the document": ("json", _members().replace(b'{"tasks":[{', b"{", 1)[:-3] + b"}"),
    "nested lists": ("json", b"[" * (SIZE // 2) + b"]" * (SIZE // 2)),
    "one long title": ("json", _repeated('[{"title":"', "x", '"}]', "")),
    "escaped text": ("json", _repeated('[{"title":"', "\\u0041", '"}]', "")),
    "short tasks": ("json", _tasks('{"title":"#"}')),
    "tasks with tags": ("json", _tasks('{"title":"#","tags":[' + ",".join(f'"t{n}"' for n in range(20)) + "]}")),
    "tasks with text": ("json", _tasks('{"title":"#","description":"' + "lorem ipsum " * 66 + '"}')),
    "one record of commas": ("csv", b"title\n" + b"," * (SIZE - 6)),
    "a wide header": ("csv", b"title" + b",a" * (SIZE // 2 - 3)),
    "short records": ("csv", b"title\n" + b"a\n" * (SIZE // 2 - 3)),
    "an open quote": ("csv", b'title\n"' + b"a" * (SIZE - 7)),
    "UTF-16 with wide characters": ("csv", b"\xff\xfe" + ("title\n" + "한글\n" * ((SIZE - 14) // 6)).encode("utf-16-le")),
    "quotes": ("csv", b"title\n" + b'"' * (SIZE - 6)),
}
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


async def two_worst_imports(database: str) -> AsyncIterator[Measurement]:
    worst = (0.0, "")
    for name, (kind, body) in SHAPES.items():
        async with Server(database) as server:
            users = [await User.register(server.port, name) for name in ("ada", "bob")]
            responses = await asyncio.gather(*(user.upload(body, MEDIA_TYPES[kind]) for user in users))
            for response in responses:
                response.expect(200, 413, 422)
            worst = max(worst, (server.peak(), f"{name}, {responses[0].status}"))
    yield Measurement("peak of resident memory with two imports of 8 MiB", worst[0], GOAL, "MB", worst[1])
