#!/usr/bin/env bash
# walk.sh: the first hour of a new user, on a clean copy of the tree: make run, the README's calls, the web app in a browser
# under another name, a spreadsheet's CSV, make up where there is an engine, and the Debian package. A summary of the steps
# ends it; the exit code is 1 where one failed. What is compiled is kept in CARGO_TARGET_DIR, by default the tree's target.
# shellcheck disable=SC2317 # the steps are called by name
set -uo pipefail
cd "$(dirname "$0")/.."

scripts/require.sh cargo cc node npm curl git || exit 1
CHROMIUM=$(scripts/find-chromium.sh) || exit 1
place=$(mktemp -d "${TMPDIR:-/tmp}/tasklane-walk-XXXXXX")
tree=$place/tree
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
left_out=77
summary=()
failed=0
server=

end() {
    # make, cargo and the server are one process group.
    [ -z "$server" ] || { kill -TERM -- "-$server" && wait "$server"; } 2>/dev/null
    rm -rf "$place"
}
trap end EXIT
trap 'exit 130' INT TERM

# step NAME FUNCTION: a function that exits with $left_out has said why.
step() {
    echo "== $1"
    # No || and no if: they would switch -e off inside.
    (set -e && "$2") 2>&1 | tee "$place/step.log"
    local code=${PIPESTATUS[0]}
    case $code in
    0) summary+=("ok        $1") ;;
    "$left_out") summary+=("left out  $1: $(tail -n 1 "$place/step.log")") ;;
    *) summary+=("FAILED    $1") && failed=1 ;;
    esac
}

free_port() {
    node -e 'const s = require("node:net").createServer().listen(0, () => { console.log(s.address().port); s.close() })'
}

# Only what a login shell would have: no setting of this shell reaches the server.
as_new_user=(env -i HOME="$HOME" PATH="$PATH" LANG=C.UTF-8 TMPDIR="$place" CARGO_TARGET_DIR="$target"
    ${CARGO_HOME:+CARGO_HOME="$CARGO_HOME"} ${RUSTUP_HOME:+RUSTUP_HOME="$RUSTUP_HOME"})

# until_ready URL PROCESS LOG: waits for as long as the process lives; a first build takes its time.
until_ready() {
    until curl -fsS --max-time 5 "$1/health/ready" >/dev/null 2>&1; do
        kill -0 "$2" 2>/dev/null || { tail -n 30 "$3" && return 1; }
        sleep 1
    done
}

# The files are as new as the copy: cargo goes by their times, and what it has built may be of another state of the tree.
copy_tree() {
    mkdir "$tree"
    git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -cf - |
        tar --touch -xf - -C "$tree"
    test ! -e "$tree/tasklane.db"
}

make_run() {
    until_ready "$url" "$server" "$place/run.log"
    test -s "$tree/tasklane.db"
}

needs_server() {
    kill -0 "$server" 2>/dev/null || { echo "the server does not run" && return 1; }
}

readme() { needs_server && node tests/walk/readme.mjs README.md "$url"; }

browser() { needs_server && node tests/walk/browser.mjs "$tree/web" "$CHROMIUM" "http://tasks.lan:$port" tasks.lan; }

spreadsheet() { needs_server && node tests/walk/spreadsheet.mjs "$url"; }

make_up() {
    if ! docker compose version >/dev/null 2>&1 || ! docker info >/dev/null 2>&1; then
        echo "Docker with its plugin compose is not here"
        exit "$left_out"
    fi
    local published
    published=$(free_port)
    # Not the project that may run here already.
    export COMPOSE_PROJECT_NAME=tasklane-walk PUBLISH=127.0.0.1:$published
    cd "$tree"
    trap 'docker compose --env-file compose.env down --volumes' EXIT
    make up
    curl -fsS "http://localhost:$published/health/ready"
}

package() {
    if ! command -v dpkg-deb >/dev/null; then
        echo "this system has no dpkg"
        exit "$left_out"
    fi
    (cd "$tree" && "${as_new_user[@]}" make deb)
    local deb
    deb=$(find "$target/debian" -name 'tasklane_*.deb' -newer "$place/started" | head -n 1)
    test -n "$deb"
    dpkg-deb -x "$deb" "$place/package"
    test -s "$place/package/usr/lib/systemd/system/tasklane.service" -o -s "$place/package/lib/systemd/system/tasklane.service"
    test "$(stat -c %a "$place/package/etc/tasklane/tasklane.env")" = 600
    run_package
}

# With the settings of the package. Its folder and its port belong to the machine, so this server has others.
run_package() {
    local settings port url
    # Not local: the trap runs when this function has returned.
    declare -g process
    mapfile -t settings < <(grep -E '^[A-Z_]+=' "$place/package/etc/tasklane/tasklane.env")
    port=$(free_port)
    url=http://localhost:$port
    mkdir "$place/data"
    env -i PATH="$PATH" "${settings[@]}" "DATABASE_URL=sqlite://$place/data/tasklane.db" "BIND_ADDR=127.0.0.1:$port" \
        "$place/package/usr/bin/tasklane" serve >"$place/package.log" &
    process=$!
    trap 'kill "$process"; wait "$process"' EXIT
    until_ready "$url" "$process" "$place/package.log"
    curl -fsS "$url/" | grep -q 'id="app"'
    curl -fsS "$url/health"
    echo
}

touch "$place/started"
port=$(free_port)
url=http://localhost:$port
step "a clean copy of the tree" copy_tree
(cd "$tree" && exec setsid "${as_new_user[@]}" BIND_ADDR="0.0.0.0:$port" make run) >"$place/run.log" 2>&1 </dev/null &
server=$!
step "make run listens on all addresses, with a database of its own" make_run
step "the README's calls by curl" readme
step "a browser under another name: register, log in, reload, add a task" browser
step "a spreadsheet's CSV (semicolons, byte order mark)" spreadsheet
step "make up" make_up
step "the Debian package starts with its own settings" package

[ "$failed" -eq 0 ] || { echo "The last lines of make run:" && tail -n 20 "$place/run.log"; }
printf '\nThe walk:\n'
printf '  %s\n' "${summary[@]}"
exit "$failed"
