#!/usr/bin/env bash
# fuzz.sh EXAMPLES [OPTION…]: sends requests generated from the OpenAPI document to the current program, on SQLite,
# and on PostgreSQL if TEST_DATABASE_URL names a server. Fails on a 5xx or an undocumented response.
# The options are those of `schemathesis run`.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
python=$(scripts/python-env.sh "$target/fuzz" tests/fuzz/requirements.txt)
TASKLANE_BIN=$(scripts/debug-binary.sh)
export TASKLANE_BIN
exec "$python" tests/fuzz/run.py "$@"
