#!/usr/bin/env bash
# The published clients and widely used client libraries against the program as it is now; on PostgreSQL too where
# TEST_DATABASE_URL names a server. Java's client is tried where a Java is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
CLIENTS_PYTHON=$(scripts/python-env.sh "$target/clients" tests/clients/requirements.txt)
TASKLANE_BIN=$(scripts/debug-binary.sh)
export CLIENTS_PYTHON TASKLANE_BIN

cd tests/clients
npm ci --loglevel=error --no-audit --no-fund --prefer-offline
node --test --test-reporter=spec
