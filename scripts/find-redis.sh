#!/usr/bin/env bash
# Prints the path of a Redis server's binary: $REDIS_SERVER, or the one installed, or one installed now.
set -euo pipefail

say() { echo "$*" >&2; }
usable() { "$1" --version >/dev/null 2>&1; }

# Root's sbin may not be on everybody's path.
installed() {
    local name
    for name in redis-server valkey-server /usr/bin/redis-server /usr/local/bin/redis-server; do
        if command -v "$name" >/dev/null && usable "$name"; then command -v "$name" && return; fi
    done
    return 1
}

install_with_apt() {
    local as_root=() log policy
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "No Redis server found: installing the package redis-server."
    # The tests start servers of their own, so the package must start none; where somebody set a policy, it stands.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod +x "$policy"
        # shellcheck disable=SC2064 # as it is now
        trap "${as_root[*]} rm -f $policy" EXIT
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    # An update that half fails may still know the package.
    "${apt[@]}" update </dev/null >/dev/null 2>&1 || true
    log=$("${apt[@]}" install -y --no-install-recommends redis-server </dev/null 2>&1) && return
    tail -n 5 <<<"$log" >&2
    return 1
}

if [ -n "${REDIS_SERVER:-}" ]; then
    if usable "$REDIS_SERVER"; then realpath "$(command -v "$REDIS_SERVER")" && exit; fi
    say "REDIS_SERVER=$REDIS_SERVER does not run."
    exit 1
fi
if installed; then exit; fi
if install_with_apt && installed; then exit; fi
say "The tests need a Redis server, and none could be found or installed. Do one of these:"
say "  sudo apt-get install redis-server"
say "  REDIS_SERVER=/path/of/redis-server make test"
exit 1
