#!/usr/bin/env bash
# cargo.sh SUBCOMMAND [OPTION…]: cargo on the whole workspace with all features, as every step of `make check` and `make test` runs
# it: with one set of features and one compiler, which also lints, so nothing is compiled twice.
set -euo pipefail
cd "$(dirname "$0")/.."

export RUSTC_WORKSPACE_WRAPPER=$PWD/scripts/compile-and-lint.sh
subcommand=$1
shift
exec cargo "$subcommand" --workspace --all-features "$@"
