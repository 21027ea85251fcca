#!/usr/bin/env bash
# check-packages.sh [PACKAGE…]: packages the libraries with `cargo package`, unpacks the archives outside of the repository, builds
# them there and runs their tests. This checks that each archive contains everything that it needs. Tests that need a
# server are only compiled.
set -euo pipefail
cd "$(dirname "$0")/.."

archives=$(realpath -m "${CARGO_TARGET_DIR:-target}/package")
# The target directory is separate, because the unpacked crates have the names of the workspace's crates.
CARGO_TARGET_DIR=$(dirname "$archives")/packages
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

packages=(tasklane-core tasklane-runtime tasklane-adopt tasklane-copy tasklane-auth tasklane-governor tasklane-mail tasklane-redis
    tasklane-sqlite tasklane-postgres tasklane-http)
if [ $# -gt 0 ]; then tested=("$@"); else tested=("${packages[@]}"); fi
rm -f "$archives"/tasklane-*.crate
# --no-verify: the tests below compile the archives.
CARGO_TARGET_DIR=$(dirname "$archives") cargo package --quiet --allow-dirty --no-metadata --no-verify "${packages[@]/#/--package=}"

{
    printf '[workspace]\nresolver = "3"\nmembers = ["tasklane-*"]\n\n[patch.crates-io]\n'
    for package in "${packages[@]}"; do
        archive=("$archives/$package"-[0-9]*.crate)
        tar -xzf "${archive[0]}" -C "$folder"
        mv "$folder/$(basename "${archive[0]}" .crate)" "$folder/$package"
        echo "$package = { path = \"$package\" }"
    done
    # Compile fast, but optimize password hashing, because tests wait for it.
    printf '\n[profile.dev]\ndebug = false\n[profile.dev.package]\n'
    printf '%s = { opt-level = 3 }\n' bcrypt blowfish
} >"$folder/Cargo.toml"
cp Cargo.lock "$folder"

cd "$folder"
export CARGO_TARGET_DIR
# Files from archives have a fixed modification time, so Cargo would use the crates of an earlier run.
cargo clean --quiet "${packages[@]/#/--package=}"
fail() { echo "$*" >&2 && exit 1; }
for package in "${tested[@]}"; do
    echo "$package"
    [ -s "$package/LICENSE" ] || fail "The archive of $package has no LICENSE."
    # Check one package at a time, without its tests. Otherwise another package could enable a feature that this package
    # does not declare.
    cargo check --quiet --package "$package" || fail "The archive of $package does not compile."
    cargo check --quiet --package "$package" --no-default-features || fail "$package does not compile without default features."
    test=(cargo test --quiet --package "$package" --all-features)
    "${test[@]}" --no-run || fail "The tests in the archive of $package do not compile."
    case $package in
    # Only the unit tests and the doc tests: the integration tests and the statement tests need a server.
    tasklane-mail | tasklane-postgres | tasklane-redis) "${test[@]}" --lib -- --skip statement_tests && "${test[@]}" --doc ;;
    *) "${test[@]}" ;;
    esac || fail "The tests in the archive of $package fail."
done
