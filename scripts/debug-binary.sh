#!/usr/bin/env bash
# debug-binary.sh: builds the program as `cargo test` does, with the same features, so that nothing is compiled twice. Prints
# its path.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/cargo.sh test --quiet --no-run --test process >&2
realpath "${CARGO_TARGET_DIR:-target}/debug/tasklane"
