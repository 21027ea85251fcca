#!/usr/bin/env bash
# openapi.sh write|check: generates openapi.json from the routes, or fails if the file is stale.
set -euo pipefail
cd "$(dirname "$0")/.."

fresh=${CARGO_TARGET_DIR:-target}/openapi.json
mkdir -p "$(dirname "$fresh")"
program=$(scripts/debug-binary.sh)
"$program" openapi >"$fresh"

if [ "${1:-check}" = write ]; then
    cp "$fresh" openapi.json
elif ! cmp -s openapi.json "$fresh"; then
    diff -uN openapi.json "$fresh" | head -n 40 >&2 || true
    echo "openapi.json is stale: run 'make openapi' and commit the file." >&2
    exit 1
fi
