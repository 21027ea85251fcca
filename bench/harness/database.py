"""The PostgreSQL server of the benchmark."""

import contextlib
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pg8000.native  # type: ignore[import-untyped]

from harness.processes import Process

# "2026-11-21 20:48:05.123 UTC [4711] LOG:  execute s12: SELECT …". Further lines of the statement begin with a tab.
EXECUTED = re.compile(
    r"LOG: +execute [^:]*: (?P<sql>.*(?:\n\t.*)*)(?:\n\S.* DETAIL: +[Pp]arameters: (?P<values>.*(?:\n\t.*)*))?"
)
VALUE = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")


@dataclass(frozen=True)
class Executed:
    """A statement from the server's log, with the values of its parameters as SQL literals."""

    sql: str
    values: dict[int, str]


class Database:
    def __init__(self, url: str) -> None:
        self.url = url
        parts = urllib.parse.urlsplit(url)
        self._connection = pg8000.native.Connection(
            parts.username, parts.hostname, parts.path[1:], parts.port or 5432, parts.password
        )
        directory = self.value("SELECT current_setting('data_directory')")
        self._log = f"{directory}/../log"
        self.server = Process(int(self.value(f"SELECT pg_read_file('{directory}/postmaster.pid')").split()[0]))

    def rows(self, sql: str, **values: Any) -> list[list[Any]]:
        found: list[list[Any]] = self._connection.run(sql, **values)
        return found

    def value(self, sql: str, **values: Any) -> Any:
        return self.rows(sql, **values)[0][0]

    @contextlib.contextmanager
    def every_statement_logged(self) -> Iterator[None]:
        """Logs all statements of connections that are opened in this context."""
        name = urllib.parse.urlsplit(self.url).path[1:]
        self.rows(f"ALTER DATABASE {name} SET log_statement = 'all'")
        try:
            yield
        finally:
            self.rows(f"ALTER DATABASE {name} RESET log_statement")

    def log_length(self) -> int:
        return int(self.value(f"SELECT size FROM pg_stat_file('{self._log}')"))

    def executed_since(self, length: int) -> list[Executed]:
        logged = self.value(f"SELECT pg_read_file('{self._log}', {length}, 100000000)")
        found = []
        for match in EXECUTED.finditer(logged):
            sql, given = ((match[part] or "").replace("\n\t", "\n") for part in ("sql", "values"))
            found.append(Executed(sql, {int(number): value for number, value in VALUE.findall(given)}))
        return found


def create(server_url: str, name: str) -> str:
    """Creates a database on the server of `server_url` and returns its URL."""
    Database(server_url).rows(f"CREATE DATABASE {name} TEMPLATE template0")
    return urllib.parse.urlsplit(server_url)._replace(path=f"/{name}").geturl()


def drop(server_url: str, name: str) -> None:
    Database(server_url).rows(f"DROP DATABASE {name} WITH (FORCE)")
