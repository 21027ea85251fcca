"""Describes the machine and the versions of all programs."""

import importlib.metadata
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.database import Database


def describe(database: Database) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "file_system": _output_of("stat", "-f", "-c", "%T", database.value("SELECT current_setting('data_directory')")),
        "kernel": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 2),
        "versions": {
            "Tasklane": _output_of(os.environ["TASKLANE_BIN"], "--version").removeprefix("tasklane "),
            "PostgreSQL": database.value("SELECT current_setting('server_version')"),
            "pgbench": _output_of(os.environ["PGBENCH"], "--version").split()[2],
            "wrk": _output_of("wrk", "-v").split()[1],
            "Python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in ("fastapi", "uvicorn", "sqlalchemy", "asyncpg")},
            "Node": _output_of("node", "--version"),
            **_node_packages(),
        },
        "postgres_settings": dict(
            database.rows(
                "SELECT name, current_setting(name) FROM unnest(ARRAY["
                "'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_connections']) AS name"
            )
        ),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _output_of(*command: str) -> str:
    # wrk prints its version and exits with an error.
    return subprocess.run(command, capture_output=True, text=True).stdout.partition("\n")[0].strip()


def _node_packages() -> dict[str, str]:
    modules = Path(os.environ["BENCH_TOOLS"], "fastify", "node_modules")

    def version(folder: str) -> str:
        return str(json.loads((modules / folder / "package.json").read_text())["version"])

    return {"fastify": version("fastify"), "postgres.js": version("postgres")}
