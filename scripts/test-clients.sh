#!/usr/bin/env bash
# Tests the published clients and common client libraries against the current program, also on PostgreSQL if
# TEST_DATABASE_URL names a server, and with Java's HttpClient if Java is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
CLIENTS_PYTHON=$(scripts/python-env.sh "$target/clients" tests/clients/requirements.txt)
TASKLANE_BIN=$(scripts/debug-binary.sh)
export CLIENTS_PYTHON TASKLANE_BIN

cd tests/clients
npm ci --loglevel=error --no-audit --no-fund --prefer-offline
node --test --test-reporter=spec
