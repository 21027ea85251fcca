"""Runs the statements of the SQLite adapter in one Python thread, without the program.

The statements are duplicated here, because the adapter does not log them. Python's sqlite3 module adds a few
microseconds per statement, so the rates are not an upper bound for reads.
"""

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from harness.data import FIRST_TASK, TASKS_EACH

SETTINGS = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA synchronous ="
COLUMNS = """owner_id, id, title, description, status, completed_at, due_date, priority, tags, version, change_seq,
    created_at, updated_at"""
LIVE = "FROM tasks INDEXED BY tasks_newest_idx WHERE owner_id = ?1 AND deleted_at IS NULL"

GET = f"SELECT {COLUMNS} FROM tasks WHERE owner_id = ? AND id = ? AND deleted_at IS NULL"
LIST = f"SELECT {COLUMNS} {LIVE} ORDER BY created_at DESC, id DESC LIMIT 21 OFFSET 0"
SEQUENCE = "SELECT seq FROM task_counters WHERE owner_id = ?"
COUNT_NEW = """
INSERT INTO task_counters (owner_id, seq, live_tasks) VALUES (?, 1, 1)
ON CONFLICT (owner_id) DO UPDATE SET seq = seq + 1, live_tasks = live_tasks + 1 RETURNING seq, live_tasks"""
INSERT = f"""
INSERT INTO tasks (owner_id, title, description, status, completed_at, due_date, priority, tags, version, change_seq,
    created_at, updated_at, search_text)
VALUES (?, 'Water the plants', NULL, 'pending', NULL, NULL, 'none', '[]', 1, ?, ?, ?, 'water the plants' || char(10))
RETURNING {COLUMNS}"""
UPDATE = f"""
UPDATE tasks SET title = ?, description = NULL, status = 'pending', completed_at = NULL, due_date = NULL,
    priority = 'none', tags = '[]', version = version + 1, updated_at = ?, search_text = ?,
    change_seq = (SELECT seq + 1 FROM task_counters WHERE owner_id = tasks.owner_id)
WHERE owner_id = ? AND id = ? AND version = ? AND deleted_at IS NULL RETURNING {COLUMNS}"""
COUNT_WRITE = "UPDATE task_counters SET seq = seq + 1 WHERE owner_id = ?"

VERSION = 9  # the index in COLUMNS


class BareSqlite:
    def __init__(self, file: Path, owners: int, synchronous: str = "FULL") -> None:
        """With FULL, as in the program, commits survive a power failure. With NORMAL, they may be lost."""
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.executescript(f"{SETTINGS} {synchronous}")
        self._owners = owners
        self._written = 0

    def rate(self, operation: str, seconds: int) -> float:
        work: Callable[[int], None] = getattr(self, f"_{operation}")
        count, begin = 0, time.monotonic()
        while (taken := time.monotonic() - begin) < seconds:
            work(random.randint(1, self._owners))
            count += 1
        return count / taken

    def _get(self, owner: int) -> None:
        self._connection.execute(GET, (owner, _task_of(owner))).fetchone()

    def _list(self, owner: int) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute(SEQUENCE, (owner,)).fetchone()
        self._connection.execute(LIST, (owner,)).fetchall()
        self._connection.execute("COMMIT")

    def _create(self, owner: int) -> None:
        now = time.time_ns() // 1000
        self._connection.execute("BEGIN IMMEDIATE")
        seq, _ = self._connection.execute(COUNT_NEW, (owner,)).fetchone()
        self._connection.execute(INSERT, (owner, seq, now, now)).fetchone()
        self._connection.execute("COMMIT")

    def _edit(self, owner: int) -> None:
        self._written += 1
        title, task = f"Water the plants, {self._written}", _task_of(owner)
        version = self._connection.execute(GET, (owner, task)).fetchone()[VERSION]
        self._connection.execute("BEGIN IMMEDIATE")
        now = time.time_ns() // 1000
        values = (title, now, f"{title.lower()}\n", owner, task, version)
        self._connection.execute(UPDATE, values).fetchone()
        self._connection.execute(COUNT_WRITE, (owner,))
        self._connection.execute("COMMIT")


def _task_of(owner: int) -> int:
    return FIRST_TASK + 100 * owner + random.randint(0, TASKS_EACH - 1)
