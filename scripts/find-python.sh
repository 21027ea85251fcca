#!/usr/bin/env bash
# Prints a Python of at least 3.11 that can make virtual environments, or installs what is missing for that.
set -euo pipefail

usable() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_one() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && usable "$name"; then command -v "$name" && return; fi
    done
    return 1
}

install_with_apt() {
    local as_root=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "No Python with venv found: installing the package python3-venv." >&2
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    "${apt[@]}" update </dev/null >/dev/null 2>&1 || true
    "${apt[@]}" install -y --no-install-recommends python3-venv </dev/null >&2
}

if ! find_one && { ! install_with_apt || ! find_one; }; then
    echo "Fuzzing needs Python 3.11 or newer with venv: sudo apt-get install python3-venv" >&2
    exit 1
fi
