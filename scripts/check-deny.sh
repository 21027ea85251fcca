#!/usr/bin/env bash
# cargo-deny by the rules of deny.toml; brings its own copy where this version is not installed.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.20.2
tools=${CARGO_TARGET_DIR:-target}/tools
export PATH="$tools/bin:$PATH"
if [ "$(cargo-deny --version 2>/dev/null)" != "cargo-deny $version" ]; then
    echo "Building cargo-deny $version into $tools: about a minute, once."
    # It runs for a second, so the time to build it is all that counts.
    CARGO_TARGET_DIR=$tools/build CARGO_PROFILE_DEV_DEBUG=0 \
        cargo install cargo-deny --version $version --locked --no-default-features --debug --quiet --root "$tools"
    rm -rf "$tools/build"
fi

cargo-deny --all-features check bans licenses sources
if log=$(GIT_TERMINAL_PROMPT=0 timeout 120 cargo-deny fetch db 2>&1); then
    cargo-deny --all-features check advisories
else
    echo "$log" | tail -n 1
    echo "SECURITY ADVISORIES WERE NOT CHECKED: their database could not be fetched."
fi
