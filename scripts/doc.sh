#!/usr/bin/env bash
# doc.sh: builds the documentation of each library into target/doc, and fails on a warning. It uses the build of `cargo
# test`.
set -euo pipefail
cd "$(dirname "$0")/.."

DOCUMENTATION=$(realpath -m "${CARGO_TARGET_DIR:-target}/doc")
export DOCUMENTATION RUSTDOC=$PWD/scripts/doctest-rustdoc.sh
scripts/cargo.sh test --quiet --doc --no-fail-fast
