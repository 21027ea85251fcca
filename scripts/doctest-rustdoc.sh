#!/usr/bin/env bash
# doctest-rustdoc.sh ARGUMENT…: replaces rustdoc in `cargo test --doc`. It builds the documentation of a library instead of running its
# examples, and fails on a warning such as a broken link. `cargo doc` does the same, but first compiles every dependency in another
# mode.
set -euo pipefail

arguments=()
while [ $# -gt 0 ]; do
    case $1 in
    --test) ;;
    --test-run-directory) shift ;;
    --crate-name) crate=$2 && arguments+=("$1") ;;
    --extern) # rustdoc also gets the library itself as an extern crate
        if [[ $2 != "$crate="* ]]; then arguments+=("$1" "$2"); fi
        shift
        ;;
    *) arguments+=("$1") ;;
    esac
    shift
done
exec rustdoc "${arguments[@]}" --deny warnings --out-dir "$DOCUMENTATION"
