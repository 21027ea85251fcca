#!/usr/bin/env bash
# cargo.sh SUBCOMMAND [OPTION…]: runs cargo on the workspace with all features, and with a compiler that also lints. The
# steps of `make check` and `make test` share their builds by using this script.
set -euo pipefail
cd "$(dirname "$0")/.."

export RUSTC_WORKSPACE_WRAPPER=$PWD/scripts/compile-and-lint.sh
subcommand=$1
shift
exec cargo "$subcommand" --workspace --all-features "$@"
