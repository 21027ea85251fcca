#!/usr/bin/env bash
# Creates an empty PostgreSQL cluster for run-postgres.sh, and prints its folder.
set -euo pipefail

scripts=$(cd "$(dirname "$0")" && pwd)
bin=$("$scripts/find-postgres.sh")
dir=
trap '[ -z "$dir" ] || rm -rf "$dir"' EXIT

# postgres refuses to run as root.
owner=
if [ "$(id -u)" -eq 0 ]; then
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
fi
as_owner() { "$scripts/run-postgres.sh" "$dir" "$@"; }

# TMPDIR may be accessible only to root.
for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    dir=$(mktemp -d "$parent/tasklane-postgres.XXXXXX" 2>/dev/null) || continue
    if [ -n "$owner" ]; then chown "$owner:" "$dir"; fi
    if as_owner test -w "$dir" 2>/dev/null; then break; fi
    rm -rf "$dir" && dir=
done
[ -n "$dir" ] || { echo "PostgreSQL can't write to any folder for temporary files: set TMPDIR." >&2 && exit 1; }

# The PostgreSQL binaries may also be accessible only to root.
if as_owner "$bin/postgres" --version >/dev/null 2>&1; then
    ln -s "$bin" "$dir/bin"
else
    cp -R "$(dirname "$bin")" "$dir/postgresql" && chmod -R a+rX "$dir/postgresql"
    ln -s "postgresql/$(basename "$bin")" "$dir/bin"
fi

as_owner "$dir/bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 ||
    { cat "$dir/log" >&2 && exit 1; }
echo "$dir"
dir=
