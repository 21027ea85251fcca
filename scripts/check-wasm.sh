#!/usr/bin/env bash
# Compiles core for a target that has no clock, files, threads or network, to check that core does not use them.
set -euo pipefail
cd "$(dirname "$0")/.."

target=wasm32-unknown-unknown
if ! [ -d "$(rustc --print target-libdir --target $target)" ] && ! timeout 120 rustup target add $target; then
    echo "Core was not compiled for $target, which is not installed. scripts/check-boundaries.sh checks the dependencies of core."
    exit 0
fi
cargo check -p tasklane-core --target $target
