#!/usr/bin/env bash
# find-proxy.sh haproxy|pgbouncer|nginx|caddy: prints the path of the program: $HAPROXY, $PGBOUNCER, $NGINX_PROGRAM or $CADDY, or
# an installed program. Installs the program if it is missing.
set -euo pipefail
name=$1
variable=${name^^}
# The variable is not NGINX, because nginx itself reads NGINX as a list of sockets.
[ "$name" != nginx ] || variable=NGINX_PROGRAM

say() { echo "$*" >&2; }
usable() { "$1" --version >/dev/null 2>&1 || "$1" -v >/dev/null 2>&1 || "$1" version >/dev/null 2>&1; }

# The sbin folders may not be in PATH.
installed() {
    local program
    for program in "$name" "/usr/sbin/$name" "/usr/local/sbin/$name"; do
        if command -v "$program" >/dev/null && usable "$program"; then command -v "$program" && return; fi
    done
    return 1
}

if [ -n "${!variable:-}" ]; then
    if usable "${!variable}"; then realpath "$(command -v "${!variable}")" && exit; fi
    say "$variable=${!variable} does not run."
    exit 1
fi
if installed; then exit; fi
# The tests start their own servers, so do not start the server of the package.
export KEEP_STOPPED=1
if "$(dirname "$0")"/apt-install.sh "$name" "$name" && installed; then exit; fi
say "The tests need $name, but it could not be found or installed. Do one of these:"
say "  sudo apt-get install $name"
say "  $variable=/path/of/$name make test"
exit 1
