#!/usr/bin/env bash
# cargo-test.sh: every Rust test of `make test`. Tests wait for databases, clocks and processes much of their time, so more of
# them run at once than there are processors.
set -euo pipefail
cd "$(dirname "$0")/.."

export RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(nproc) * 2))}
exec scripts/cargo.sh test
