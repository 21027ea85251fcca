#!/usr/bin/env bash
# Prints the path of Chromium: $CHROMIUM, or an installed Chromium. Installs Chromium if it is missing.
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

if [ -n "${CHROMIUM:-}" ]; then
    if usable "$CHROMIUM"; then realpath "$(command -v "$CHROMIUM")" && exit; fi
    say "CHROMIUM=$CHROMIUM does not run."
    exit 1
fi
if installed; then exit; fi
if "$(dirname "$0")"/apt-install.sh "Chromium" chromium && installed; then exit; fi
say "The tests of the web app need Chromium, but it could not be found or installed. Do one of these:"
say "  sudo apt-get install chromium"
say "  CHROMIUM=/path/of/chromium make test"
exit 1
