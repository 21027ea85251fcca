#!/usr/bin/env bash
# fuzz.sh EXAMPLES [OPTION…]: requests made up from the API's own description, against the program as it is now, on SQLite,
# and on PostgreSQL where TEST_DATABASE_URL names a server. None may get a 5xx, or an answer that the description lacks.
# Options are those of `schemathesis run`.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/find-python.sh)
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
tools=$target/fuzz
pinned=tests/fuzz/requirements.txt
if ! cmp -s "$pinned" "$tools/requirements.txt"; then
    echo "Installing schemathesis into $tools."
    rm -rf "$tools" && "$python" -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$pinned"
    cp "$pinned" "$tools/requirements.txt"
fi
cargo build -p tasklane
TASKLANE_BIN=$target/debug/tasklane exec "$tools/bin/python" tests/fuzz/run.py "$@"
