#!/usr/bin/env bash
# citus-cluster.sh COMMAND…: runs COMMAND with a local Citus cluster for tests, and deletes the cluster afterwards. Needs a
# PostgreSQL with the extension citus installed. CITUS_WORKERS is the number of workers (2).
#   TEST_CITUS_URL             the database on the coordinator
#   TEST_CITUS_WORKER_COMMAND  a command that stops, starts, kills, freezes or thaws the worker with a given port
#
# citus-cluster.sh --node DIR PORT stop|start|kill|freeze|thaw: controls one node of a cluster in DIR.
set -euo pipefail

scripts=$(cd "$(dirname "$0")" && pwd)
workers=${CITUS_WORKERS:-2}
settings="-c listen_addresses=127.0.0.1 -c shared_preload_libraries=citus -c wal_level=logical -c max_connections=300
    -c max_prepared_transactions=300 -c max_worker_processes=40 -c shared_buffers=128MB -c citus.shard_count=8
    -c citus.node_connection_timeout=3000 -c fsync=off"

fail() { echo "$*" >&2 && exit 1; }
node_folder() { cat "$1/node-$2"; }
postmaster() { head -n 1 "$1/data/postmaster.pid"; }

# Sends a signal to the processes of a node, first to the parent, because it could otherwise start new processes.
signal_all() {
    local parent children
    parent=$(postmaster "$2")
    read -ra children <"/proc/$parent/task/$parent/children" || true # the file has no newline
    kill "-$1" "$parent"
    kill "-$1" "${children[@]}" 2>/dev/null || true
    [ "$1" = KILL ] || return 0
    # The node can start again only after the last of its processes has ended.
    for child in "${children[@]}"; do
        for _ in {1..50}; do if kill -0 "$child" 2>/dev/null; then sleep 0.1; else break; fi; done
    done
}

control() {
    local folder
    folder=$(node_folder "$1" "$2")
    case $3 in
    start)
        # Nodes look for certificates in $HOME, which may be accessible only to root.
        HOME=$folder "$scripts/run-postgres.sh" "$folder" "$folder/bin/pg_ctl" -D "$folder/data" -l "$folder/data/log" -w -t 60 \
            -o "-p $2 -c unix_socket_directories=$folder ${settings//$'\n'/ }" start >/dev/null
        ;;
    stop) "$scripts/run-postgres.sh" "$folder" "$folder/bin/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null ;;
    kill) signal_all KILL "$folder" ;;
    freeze) signal_all STOP "$folder" ;;
    thaw) signal_all CONT "$folder" ;;
    *) fail "unknown action: $3" ;;
    esac
}

if [ "${1:-}" = --node ]; then
    [ $# -eq 4 ] || fail "usage: $0 --node DIR PORT stop|start|kill|freeze|thaw"
    control "$2" "$3" "$4"
    exit
fi
[ $# -gt 0 ] || fail "usage: $0 COMMAND…"

dir=$(mktemp -d)
delete_cluster() {
    trap '' INT TERM
    local node folder
    for node in "$dir"/node-*; do
        [ -e "$node" ] || continue
        folder=$(cat "$node")
        if [ -e "$folder/data/postmaster.pid" ]; then
            signal_all CONT "$folder" 2>/dev/null || true
            kill -QUIT "$(postmaster "$folder")" 2>/dev/null || true
            for _ in {1..100}; do kill -0 "$(postmaster "$folder" 2>/dev/null)" 2>/dev/null || break; sleep 0.1; done
        fi
        rm -rf "$folder"
    done
    rm -rf "$dir"
}
trap delete_cluster EXIT

port=$((20000 + RANDOM % 12000)) # below the ports that the system assigns to clients
coordinator=$port
ports=()
for ((number = 0; number <= workers; number++)); do
    "$scripts/init-postgres.sh" >"$dir/node-$port"
    control "$dir" "$port" start || fail "PostgreSQL did not start: $(tail -n 20 "$(node_folder "$dir" "$port")/data/log")"
    ports+=("$port")
    port=$((port + 1))
done

export PG_BIN
PG_BIN=$(node_folder "$dir" "$coordinator")/bin
sql() { "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U postgres -d postgres -c "$2" >/dev/null; }
for port in "${ports[@]}"; do sql "$port" 'CREATE EXTENSION citus'; done
sql "$coordinator" "SELECT citus_set_coordinator_host('127.0.0.1', $coordinator)"
for port in "${ports[@]:1}"; do sql "$coordinator" "SELECT citus_add_node('127.0.0.1', $port)"; done

export TEST_CITUS_URL=postgres://postgres@127.0.0.1:$coordinator/postgres
export TEST_CITUS_WORKER_COMMAND="$scripts/citus-cluster.sh --node $dir"
"$@"
