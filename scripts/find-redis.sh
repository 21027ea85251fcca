#!/usr/bin/env bash
# Prints the path of a Redis server: $REDIS_SERVER, or an installed server. Installs a server if it is missing.
set -euo pipefail

say() { echo "$*" >&2; }
usable() { "$1" --version >/dev/null 2>&1; }

# /usr/bin and /usr/local/bin may not be in PATH.
installed() {
    local name
    for name in redis-server valkey-server /usr/bin/redis-server /usr/local/bin/redis-server; do
        if command -v "$name" >/dev/null && usable "$name"; then command -v "$name" && return; fi
    done
    return 1
}

if [ -n "${REDIS_SERVER:-}" ]; then
    if usable "$REDIS_SERVER"; then realpath "$(command -v "$REDIS_SERVER")" && exit; fi
    say "REDIS_SERVER=$REDIS_SERVER does not run."
    exit 1
fi
if installed; then exit; fi
# The tests start their own servers, so do not start the server of the package.
export KEEP_STOPPED=1
if "$(dirname "$0")"/apt-install.sh "Redis server" redis-server && installed; then exit; fi
say "The tests need a Redis server, but it could not be found or installed. Do one of these:"
say "  sudo apt-get install redis-server"
say "  REDIS_SERVER=/path/of/redis-server make test"
exit 1
