#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs COMMAND with TEST_DATABASE_URL naming a PostgreSQL that tests may fill with rubbish.
# Where the variable is set, that server is used as it is; otherwise one is started here, and thrown away afterwards.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
if [ -n "${TEST_DATABASE_URL:-}" ]; then exec "$@"; fi

bin=$("$(dirname "$0")/find-postgres.sh")
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

# Whoever ends this script, even with kill -9, ends the server and the command too.
dies_with_us() { if [[ $(setpriv --help 2>/dev/null) == *--pdeathsig* ]]; then echo "setpriv --pdeathsig $1"; fi; }
read -ra command_prefix <<<"$(dies_with_us TERM)"
read -ra server_prefix <<<"$(dies_with_us QUIT)"

# postgres refuses to run as root.
owner=
if [ "$(id -u)" -eq 0 ]; then
    command -v setpriv >/dev/null || { echo "As root this needs setpriv (package util-linux)." >&2 && exit 1; }
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
    if [ ${#server_prefix[@]} -eq 0 ]; then server_prefix=(setpriv); fi
    server_prefix+=(--reuid "$(id -u "$owner")" --regid "$(id -g "$owner")" --clear-groups)
fi
# Called in a subshell or with &, which it turns into the process: pdeathsig works for a direct child alone.
as_server() { cd "$dir" && exec "${server_prefix[@]}" "$@"; }

# TMPDIR may lie where only root can go.
for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    dir=$(mktemp -d "$parent/tasklane-postgres.XXXXXX" 2>/dev/null) || continue
    if [ -n "$owner" ]; then chown "$owner:" "$dir"; fi
    if (as_server test -w "$dir") 2>/dev/null; then break; fi
    rm -rf "$dir" && dir=
done
[ -n "$dir" ] || { echo "There is no folder for temporary files that PostgreSQL can write to." >&2 && exit 1; }

# So may the binaries, when they lie in root's own copy of this project.
if ! (as_server "$bin/postgres" --version) >/dev/null 2>&1; then
    cp -R "$(dirname "$bin")" "$dir/postgresql" && chmod -R a+rX "$dir/postgresql"
    bin=$dir/postgresql/$(basename "$bin")
fi

(as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync) >"$dir/log" 2>&1 ||
    { cat "$dir/log" >&2 && exit 1; }

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
    as_server "$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories="$dir" -c max_connections=200 \
        -c fsync=off -c full_page_writes=off >"$dir/log" 2>&1 &
    server=$!
    if ready; then return; fi
    stop_server
    return 1
}

# Another process may take the port before the server does, so the server's success is the only test of it.
for _ in {1..5}; do if start; then break; fi; done
[ -n "$server" ] || { echo "PostgreSQL does not start:" >&2 && tail -n 20 "$dir/log" >&2 && exit 1; }

# Of which some tests start servers of their own.
export PG_BIN=$bin
export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
"${command_prefix[@]}" "$@"
