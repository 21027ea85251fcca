#!/usr/bin/env bash
# with-proxies.sh COMMAND…: runs COMMAND with the paths of the proxies in HAPROXY, PGBOUNCER, NGINX_PROGRAM and CADDY.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
HAPROXY=$("$(dirname "$0")/find-proxy.sh" haproxy)
PGBOUNCER=$("$(dirname "$0")/find-proxy.sh" pgbouncer)
NGINX_PROGRAM=$("$(dirname "$0")/find-proxy.sh" nginx)
CADDY=$("$(dirname "$0")/find-proxy.sh" caddy)
export HAPROXY PGBOUNCER NGINX_PROGRAM CADDY
exec "$@"
