#!/usr/bin/env bash
# with-redis.sh COMMAND…: runs COMMAND with REDIS_SERVER naming a Redis server's binary, of which tests start their own.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
REDIS_SERVER=$("$(dirname "$0")/find-redis.sh")
export REDIS_SERVER
exec "$@"
