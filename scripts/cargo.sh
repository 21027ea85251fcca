#!/usr/bin/env bash
# cargo.sh SUBCOMMAND [OPTION…]: runs cargo on the whole workspace with all features. Every step of `make check` and `make test` uses
# this script, so all steps have the same features and the same compiler, which also lints, and nothing is compiled twice.
set -euo pipefail
cd "$(dirname "$0")/.."

export RUSTC_WORKSPACE_WRAPPER=$PWD/scripts/compile-and-lint.sh
subcommand=$1
shift
exec cargo "$subcommand" --workspace --all-features "$@"
