#!/usr/bin/env bash
# fuzz.sh EXAMPLES [OPTION…]: requests made up from the API's own description, against the program as it is now, on SQLite,
# and on PostgreSQL where TEST_DATABASE_URL names a server. None may get a 5xx, or an answer that the description lacks.
# Options are those of `schemathesis run`.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
python=$(scripts/python-env.sh "$target/fuzz" tests/fuzz/requirements.txt)
TASKLANE_BIN=$(scripts/debug-binary.sh)
export TASKLANE_BIN
exec "$python" tests/fuzz/run.py "$@"
