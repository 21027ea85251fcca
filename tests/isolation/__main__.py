"""Measures how much some clients can affect other clients, on a release build. docs/assurance.md has the figures.

Each measurement prints a line. The run fails if a measurement misses its goal. Options: --only=NAME,... --database=sqlite|postgres
"""

import argparse
import asyncio
import os
import sys

from connections import held_connections
from imports import two_worst_imports
from logins import login_flood
from searches import searches_of_another
from unread_responses import unread_responses

MEASUREMENTS = {
    "imports": two_worst_imports,
    "unread": unread_responses,
    "searches": searches_of_another,
    "logins": login_flood,
    "connections": held_connections,
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(MEASUREMENTS))
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    return parser.parse_args()


async def main() -> int:
    chosen = options()
    missed = 0
    for database in chosen.database or ["sqlite", "postgres"]:
        for name in chosen.only.split(","):
            async for measurement in MEASUREMENTS[name](database):
                verdict = "ok" if measurement.is_met() else "MISSED"
                missed += not measurement.is_met()
                print(f"{verdict:7}{database:9}{measurement}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    if "TASKLANE_BIN" not in os.environ:
        sys.exit("TASKLANE_BIN must name the program: run scripts/test-isolation.sh")
    sys.exit(asyncio.run(main()))
