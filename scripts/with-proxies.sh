#!/usr/bin/env bash
# with-proxies.sh COMMAND…: runs COMMAND with HAPROXY, PGBOUNCER, NGINX_PROGRAM and CADDY naming these programs, of which tests start their own.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
HAPROXY=$("$(dirname "$0")/find-proxy.sh" haproxy)
PGBOUNCER=$("$(dirname "$0")/find-proxy.sh" pgbouncer)
NGINX_PROGRAM=$("$(dirname "$0")/find-proxy.sh" nginx)
CADDY=$("$(dirname "$0")/find-proxy.sh" caddy)
export HAPROXY PGBOUNCER NGINX_PROGRAM CADDY
exec "$@"
