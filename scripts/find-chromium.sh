#!/usr/bin/env bash
# Prints the path of a Chromium: $CHROMIUM, or the one installed, or one installed now.
set -euo pipefail

say() { echo "$*" >&2; }
usable() { "$1" --version >/dev/null 2>&1; }

installed() {
    local name
    for name in chromium chromium-browser google-chrome /usr/bin/chromium; do
        if command -v "$name" >/dev/null && usable "$name"; then command -v "$name" && return; fi
    done
    return 1
}

install_with_apt() {
    local as_root=() log
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "No Chromium found: installing the package chromium."
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    # An update that half fails may still know the package.
    "${apt[@]}" update </dev/null >/dev/null 2>&1 || true
    log=$("${apt[@]}" install -y --no-install-recommends chromium </dev/null 2>&1) && return
    tail -n 5 <<<"$log" >&2
    return 1
}

if [ -n "${CHROMIUM:-}" ]; then
    if usable "$CHROMIUM"; then realpath "$(command -v "$CHROMIUM")" && exit; fi
    say "CHROMIUM=$CHROMIUM does not run."
    exit 1
fi
if installed; then exit; fi
if install_with_apt && installed; then exit; fi
say "The tests of the web app need Chromium, and none could be found or installed. Do one of these:"
say "  sudo apt-get install chromium"
say "  CHROMIUM=/path/of/chromium make test"
exit 1
