#!/usr/bin/env bash
# check-packages.sh: packages each library as `cargo package` does, unpacks the archives outside of the repository, builds them there
# and runs their tests, so that an archive contains everything that it needs. Tests that need a server only compile.
set -euo pipefail
cd "$(dirname "$0")/.."

archives=$(realpath -m "${CARGO_TARGET_DIR:-target}/package")
# The target directory is separate, because the unpacked crates have the names of the workspace's crates.
CARGO_TARGET_DIR=$(dirname "$archives")/packages
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

packages=(tasklane-core tasklane-runtime tasklane-adopt tasklane-auth tasklane-governor tasklane-redis tasklane-sqlite
    tasklane-postgres tasklane-http)
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
    # Fast to compile, except for what tests wait for.
    printf '\n[profile.dev]\ndebug = false\n[profile.dev.package]\n'
    printf '%s = { opt-level = 3 }\n' bcrypt blowfish
} >"$folder/Cargo.toml"
cp Cargo.lock "$folder"

fail() { echo "$*" >&2 && exit 1; }
for package in "${packages[@]}"; do
    for file in LICENSE README.md; do
        [ -s "$folder/$package/$file" ] || fail "The archive of $package has no $file: add it to the folder of the crate."
    done
done

cd "$folder"
export CARGO_TARGET_DIR
# One package at a time, with the features that it asks for itself: together, one would enable what another forgot.
for package in "${packages[@]}"; do
    echo "$package"
    options=(--quiet --package "$package" --all-features)
    cargo build --quiet --package "$package" || fail "The archive of $package does not build."
    cargo test "${options[@]}" --no-run --all-targets || fail "The tests in the archive of $package do not build."
    case $package in
    # Their tests/ and the PostgreSQL statements need a server.
    tasklane-postgres | tasklane-redis) targets=(--lib --examples) && skip=(--skip statement_tests --skip testing) ;;
    *) targets=(--all-targets) && skip=() ;;
    esac
    if ! cargo test "${options[@]}" "${targets[@]}" -- "${skip[@]}" || ! cargo test "${options[@]}" --doc; then
        fail "The tests in the archive of $package fail."
    fi
done
# The crates of the next run have other paths, so these are not used again.
cargo clean --quiet "${packages[@]/#/--package=}"
