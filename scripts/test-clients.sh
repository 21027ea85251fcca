#!/usr/bin/env bash
# The published clients against the program as it is now; on PostgreSQL too where TEST_DATABASE_URL names a server.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build -p tasklane
TASKLANE_BIN=$(realpath "${CARGO_TARGET_DIR:-target}")/debug/tasklane
export TASKLANE_BIN

cd tests/clients
npm ci --loglevel=error --no-audit --no-fund --prefer-offline
node --test --test-reporter=spec
