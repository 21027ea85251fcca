#!/usr/bin/env bash
# cargo-test.sh: runs every Rust test of `make test`. Tests spend much of their time waiting for databases, clocks and processes,
# so more tests run at the same time than there are processors.
set -euo pipefail
cd "$(dirname "$0")/.."

export RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(nproc) * 2))}
exec scripts/cargo.sh test
