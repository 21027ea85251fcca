#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs COMMAND with TEST_DATABASE_URL set to a PostgreSQL server for tests.
# If the variable is already set, the script uses that server. Otherwise it starts a server and deletes its data
# afterwards. With POSTGRES_DURABLE=1 the server syncs to disk as in production, for measurements.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
if [ -n "${TEST_DATABASE_URL:-}" ]; then exec "$@"; fi

scripts=$(cd "$(dirname "$0")" && pwd)
dir=
server=

stop_server() {
    [ -n "$server" ] || return 0
    # QUIT is an "immediate shutdown": the data is deleted anyway.
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" || true
    server=
}
stop() {
    trap '' INT TERM
    stop_server
    if [ -n "$dir" ]; then rm -rf "$dir"; fi
}
# There are no traps for INT and TERM, so bash exits immediately on these signals and runs this trap.
trap stop EXIT

# If setpriv supports --pdeathsig, the command ends when this script ends, even by kill -9.
command_prefix=()
if [[ $(setpriv --help 2>/dev/null) == *--pdeathsig* ]]; then command_prefix=(setpriv --pdeathsig TERM); fi

settings=(-c max_connections=200 -c fsync=off -c full_page_writes=off)
if [ "${POSTGRES_DURABLE:-}" = 1 ]; then
    settings=(-c max_connections=400)
    export TMPDIR=${TMPDIR:-/var/tmp} # /tmp is often in memory
fi
dir=$("$scripts/init-postgres.sh")

ready() {
    for _ in {1..300}; do
        kill -0 "$server" 2>/dev/null || return 1
        # The server writes "ready" to this file when it accepts connections. Not every package contains pg_isready.
        if grep -q '^ready' "$dir/data/postmaster.pid" 2>/dev/null; then return; fi
        sleep 0.1
    done
    return 1
}

start() {
    port=$((20000 + RANDOM % 12000)) # below the ports that the system assigns to clients
    # run-postgres.sh uses exec, so the server is a direct child of this script.
    "$scripts/run-postgres.sh" "$dir" "$dir/bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories="$dir" "${settings[@]}" >"$dir/log" 2>&1 &
    server=$!
    if ready; then return; fi
    stop_server
    return 1
}

# Another process may take the port first, so only the server's start shows that the port was free.
for _ in {1..5}; do if start; then break; fi; done
[ -n "$server" ] || { echo "PostgreSQL did not start:" >&2 && tail -n 20 "$dir/log" >&2 && exit 1; }

# Some tests start their own servers with these binaries.
export PG_BIN=$dir/bin
export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
"${command_prefix[@]}" "$@"
