#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs COMMAND with TEST_DATABASE_URL naming a PostgreSQL that tests may fill with rubbish.
# Where the variable is set, that server is used as it is; otherwise one is started here, and thrown away afterwards.
# With POSTGRES_DURABLE=1 it keeps what it was told, as for those who use it in earnest: for who measures.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
if [ -n "${TEST_DATABASE_URL:-}" ]; then exec "$@"; fi

scripts=$(cd "$(dirname "$0")" && pwd)
dir=
server=

stop_server() {
    [ -n "$server" ] || return 0
    # QUIT, "immediate shutdown": the data is thrown away, so nothing is worth waiting for.
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" || true
    server=
}
stop() {
    trap '' INT TERM
    stop_server
    if [ -n "$dir" ]; then rm -rf "$dir"; fi
}
# Without traps of its own for INT and TERM, bash ends at once when they come, and still passes here.
trap stop EXIT

# Whoever ends this script, even with kill -9, ends the command too.
command_prefix=()
if [[ $(setpriv --help 2>/dev/null) == *--pdeathsig* ]]; then command_prefix=(setpriv --pdeathsig TERM); fi

settings=(-c max_connections=200 -c fsync=off -c full_page_writes=off)
if [ "${POSTGRES_DURABLE:-}" = 1 ]; then
    settings=(-c max_connections=400)
    export TMPDIR=${TMPDIR:-/var/tmp} # /tmp is often in memory
fi
dir=$("$scripts/make-postgres.sh")

ready() {
    for _ in {1..300}; do
        kill -0 "$server" 2>/dev/null || return 1
        # The server's own word that it takes connections; not every package has pg_isready.
        if grep -q '^ready' "$dir/data/postmaster.pid" 2>/dev/null; then return; fi
        sleep 0.1
    done
    return 1
}

start() {
    port=$((20000 + RANDOM % 12000)) # below the ports that the system gives to clients
    # What & makes a process of becomes the server, so that it is a direct child.
    "$scripts/run-postgres.sh" "$dir" "$dir/bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories="$dir" "${settings[@]}" >"$dir/log" 2>&1 &
    server=$!
    if ready; then return; fi
    stop_server
    return 1
}

# Another process may take the port before the server does, so the server's success is the only test of it.
for _ in {1..5}; do if start; then break; fi; done
[ -n "$server" ] || { echo "PostgreSQL does not start:" >&2 && tail -n 20 "$dir/log" >&2 && exit 1; }

# Of which some tests start servers of their own.
export PG_BIN=$dir/bin
export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
"${command_prefix[@]}" "$@"
