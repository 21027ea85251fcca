#!/usr/bin/env bash
# deb.sh: builds the Debian package of the program into target/debian.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dpkg-shlibdeps >/dev/null && ! scripts/apt-install.sh "dpkg-shlibdeps" dpkg-dev; then
    echo "dpkg-dev, which finds the package's dependencies, is missing: sudo apt-get install dpkg-dev" >&2
    exit 1
fi
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
deb=$(scripts/cargo-tool.sh deb 3.8.0)

cargo build --release --locked -p tasklane
program=$target/release/tasklane
made=$target/release/package
rm -rf "$made" && mkdir -p "$made/man"
"$program" completions bash >"$made/tasklane.bash"
"$program" completions zsh >"$made/_tasklane"
"$program" completions fish >"$made/tasklane.fish"
"$program" man "$made/man"
"$deb" deb --manifest-path app/Cargo.toml --no-build
