#!/usr/bin/env bash
# bench.sh COMMAND [OPTION…]: compares the shipped program with other servers and with the bare database, on a
# PostgreSQL that syncs to disk. bench/README.md describes the commands and the results.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "$*" >&2; }
python=$(scripts/find-python.sh)
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
tools=$target/bench

pinned=bench/requirements.txt
if ! cmp -s "$pinned" "$tools/requirements.txt"; then
    say "Installing the Python packages into $tools."
    rm -rf "$tools/python" && "$python" -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$pinned"
    cp "$pinned" "$tools/requirements.txt"
fi
export PYTHONPATH=$PWD/bench PYTHONDONTWRITEBYTECODE=1
if [ "${1:-}" = report ]; then exec "$tools/python/bin/python" -m harness "$@"; fi

command -v wrk >/dev/null || scripts/apt-install.sh wrk wrk || { say "wrk is missing: sudo apt-get install wrk" && exit 1; }
scripts/require-tools.sh node npm cargo cc
if ! cmp -s bench/peers/fastify/package-lock.json "$tools/fastify/package-lock.json"; then
    say "Installing the Node packages into $tools."
    rm -rf "$tools/fastify" && mkdir -p "$tools/fastify"
    cp bench/peers/fastify/{package.json,package-lock.json,.npmrc} "$tools/fastify"
    npm ci --silent --no-audit --no-fund --prefix "$tools/fastify" || { rm -rf "$tools/fastify" && exit 1; }
fi

cp bench/peers/fastify/server.js "$tools/fastify"

# pgbench belongs to the PostgreSQL server, but not every server package contains it.
pg_bin=$(scripts/find-postgres.sh)
PGBENCH=$(PATH=$pg_bin:$PATH command -v pgbench) || { say "pgbench is missing: sudo apt-get install postgresql-contrib" && exit 1; }

# TASKLANE_BIN can name an existing program.
if [ -z "${TASKLANE_BIN:-}" ]; then
    cargo build --release -p tasklane
    TASKLANE_BIN=$target/release/tasklane
fi
export PGBENCH TASKLANE_BIN BENCH_TOOLS=$tools POSTGRES_DURABLE=1
# The benchmark reads the server's log and processes, so it needs its own PostgreSQL server.
unset TEST_DATABASE_URL
exec scripts/with-postgres.sh "$tools/python/bin/python" -m harness "$@"
