#!/usr/bin/env bash
# Makes an empty PostgreSQL cluster that run-postgres.sh can run, and prints the folder that it lies in.
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

# TMPDIR may lie where only root can go.
for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    dir=$(mktemp -d "$parent/tasklane-postgres.XXXXXX" 2>/dev/null) || continue
    if [ -n "$owner" ]; then chown "$owner:" "$dir"; fi
    if as_owner test -w "$dir" 2>/dev/null; then break; fi
    rm -rf "$dir" && dir=
done
[ -n "$dir" ] || { echo "There is no folder for temporary files that PostgreSQL can write to." >&2 && exit 1; }

# So may the binaries, when they lie in root's own copy of this project.
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
