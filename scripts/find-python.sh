#!/usr/bin/env bash
# Prints the path of a Python 3.11 or newer with venv. Installs Python with venv if it is missing.
set -euo pipefail

usable() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_one() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && usable "$name"; then command -v "$name" && return; fi
    done
    return 1
}

if ! find_one && { ! "$(dirname "$0")"/apt-install.sh "Python with venv" python3-venv || ! find_one; }; then
    echo "The tests need Python 3.11 or newer with venv: sudo apt-get install python3-venv" >&2
    exit 1
fi
