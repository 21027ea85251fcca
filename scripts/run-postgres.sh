#!/usr/bin/env bash
# run-postgres.sh DIR PROGRAM [ARGUMENT…]: runs PROGRAM as the owner of DIR. PostgreSQL refuses to run
# as root. If setpriv supports --pdeathsig, PROGRAM ends when its parent ends, even by kill -9.
set -euo pipefail

cd "$1"
prefix=()
if [[ $(setpriv --help 2>/dev/null) == *--pdeathsig* ]]; then prefix=(setpriv --pdeathsig QUIT); fi
if [ "$(id -u)" -eq 0 ]; then
    command -v setpriv >/dev/null || { echo "setpriv, which root needs to start PostgreSQL, is missing: install the package util-linux." >&2 && exit 1; }
    if [ ${#prefix[@]} -eq 0 ]; then prefix=(setpriv); fi
    prefix+=(--reuid "$(stat -c %u .)" --regid "$(stat -c %g .)" --clear-groups)
fi
exec "${prefix[@]}" "${@:2}"
