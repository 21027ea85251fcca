#!/usr/bin/env bash
# cargo-tool.sh NAME VERSION [--no-build]: prints the path of cargo-NAME in exactly this version. If it is missing, builds it, or
# fails with --no-build.
set -euo pipefail

name=cargo-$1
version=$2
tools=${CARGO_TARGET_DIR:-target}/tools
# Reads cargo's record of installed tools, because not every tool prints its version.
has() { grep -qs "^\"$name $version " "$1/.crates.toml"; }

root=${CARGO_HOME:-$HOME/.cargo}
if ! has "$root"; then
    root=$tools
    if ! has "$root"; then
        [ "${3:-}" != --no-build ] || exit 1
        echo "Building $name $version into $tools. This takes about a minute the first time." >&2
        # The tool runs only for a second, so it is built without optimization.
        CARGO_TARGET_DIR=$tools/build CARGO_PROFILE_DEV_DEBUG=0 \
            cargo install "$name" --version "$version" --locked --no-default-features --debug --quiet --root "$tools" >&2
        rm -rf "$tools/build"
    fi
fi
echo "$root/bin/$name"
