#!/usr/bin/env bash
# test-isolation.sh [OPTION…]: measures how much one client can slow down all other clients, with a release build, on both databases.
# Options: --only=imports,unread,searches,logins,connections and --database=sqlite|postgres. TASKLANE_BIN can name a program.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/find-python.sh)
if [ -z "${TASKLANE_BIN:-}" ]; then
    cargo build --release -p tasklane
    TASKLANE_BIN=$(realpath -m "${CARGO_TARGET_DIR:-target}")/release/tasklane
fi
PSQL=$(PATH=$(scripts/find-postgres.sh):$PATH command -v psql)
export TASKLANE_BIN PSQL PYTHONDONTWRITEBYTECODE=1
exec scripts/with-postgres.sh "$python" tests/isolation "$@"
