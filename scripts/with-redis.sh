#!/usr/bin/env bash
# with-redis.sh COMMAND…: runs COMMAND with the path of a Redis server in REDIS_SERVER.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
REDIS_SERVER=$("$(dirname "$0")/find-redis.sh")
export REDIS_SERVER
exec "$@"
