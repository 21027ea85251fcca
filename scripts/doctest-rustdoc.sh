#!/usr/bin/env bash
# doctest-rustdoc.sh ARGUMENT…: documents a library where `cargo test --doc` asks rustdoc to run the library's examples, and fails on a
# warning such as a broken link. `cargo doc` does the same, but first compiles every dependency in another mode.
set -euo pipefail

arguments=()
while [ $# -gt 0 ]; do
    case $1 in
    --test) ;;
    --test-run-directory) shift ;;
    --crate-name) crate=$2 && arguments+=("$1") ;;
    --extern) # the library itself is one of them
        if [[ $2 != "$crate="* ]]; then arguments+=("$1" "$2"); fi
        shift
        ;;
    *) arguments+=("$1") ;;
    esac
    shift
done
exec rustdoc "${arguments[@]}" --deny warnings --out-dir "$DOCUMENTATION"
