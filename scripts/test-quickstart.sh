#!/usr/bin/env bash
# test-quickstart.sh: tests the quick start on a clean copy of the tree: make run, the README's tour, the web app in a
# browser under another host name, a CSV from a spreadsheet, make up if Docker is available, and the Debian package.
# Prints a summary, and exits with 1 if a step failed. Build results stay in CARGO_TARGET_DIR, by default the tree's
# target.
# shellcheck disable=SC2317 # the steps are called by name
set -uo pipefail
cd "$(dirname "$0")/.."

scripts/require-tools.sh cargo cc node npm curl git || exit 1
CHROMIUM=$(scripts/find-chromium.sh) || exit 1
place=$(mktemp -d "${TMPDIR:-/tmp}/tasklane-quickstart-XXXXXX")
tree=$place/tree
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
left_out=77
summary=()
failed=0
server=

end() {
    # make, cargo and the server form one process group.
    [ -z "$server" ] || { kill -TERM -- "-$server" && wait "$server"; } 2>/dev/null
    rm -rf "$place"
}
trap end EXIT
trap 'exit 130' INT TERM

# step NAME FUNCTION: runs a step. A function that exits with $left_out has printed the reason.
step() {
    echo "== $1"
    # Do not use || or if here, because they would disable -e inside the function.
    (set -e && "$2") 2>&1 | tee "$place/step.log"
    local code=${PIPESTATUS[0]}
    case $code in
    0) summary+=("ok        $1") ;;
    "$left_out") summary+=("skipped   $1: $(tail -n 1 "$place/step.log")") ;;
    *) summary+=("FAILED    $1") && failed=1 ;;
    esac
}

free_port() {
    node -e 'const s = require("node:net").createServer().listen(0, () => { console.log(s.address().port); s.close() })'
}

# A minimal environment, so that no setting of this shell reaches the server.
as_new_user=(env -i HOME="$HOME" PATH="$PATH" LANG=C.UTF-8 TMPDIR="$place" CARGO_TARGET_DIR="$target"
    ${CARGO_HOME:+CARGO_HOME="$CARGO_HOME"} ${RUSTUP_HOME:+RUSTUP_HOME="$RUSTUP_HOME"})

# until_ready URL PROCESS LOG: waits until the server is ready or the process ends. There is no timeout, because a first
# build takes long.
until_ready() {
    until curl -fsS --max-time 5 "$1/health/ready" >/dev/null 2>&1; do
        kill -0 "$2" 2>/dev/null || { tail -n 30 "$3" && return 1; }
        sleep 1
    done
}

# Touch the files, because cargo compares modification times, and its build results may be from another state of the
# tree.
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
    kill -0 "$server" 2>/dev/null || { echo "the server is not running" && return 1; }
}

readme() { needs_server && node tests/quickstart/readme.mjs README.md "$url"; }

browser() { needs_server && node tests/quickstart/browser.mjs "$tree/web" "$CHROMIUM" "http://tasks.lan:$port" tasks.lan; }

spreadsheet() { needs_server && node tests/quickstart/spreadsheet.mjs "$url"; }

make_up() {
    if ! docker compose version >/dev/null 2>&1 || ! docker info >/dev/null 2>&1; then
        echo "Docker with the compose plugin is not installed"
        exit "$left_out"
    fi
    local published
    published=$(free_port)
    # A separate project, because the default project may already be running on this machine.
    export COMPOSE_PROJECT_NAME=tasklane-quickstart PUBLISH=127.0.0.1:$published
    cd "$tree"
    trap 'docker compose --env-file compose.env down --volumes' EXIT
    make up
    curl -fsS "http://localhost:$published/health/ready"
}

package() {
    if ! command -v dpkg-deb >/dev/null; then
        echo "dpkg is not installed"
        exit "$left_out"
    fi
    (cd "$tree" && "${as_new_user[@]}" make deb)
    local deb
    deb=$(find "$target/debian" -name 'tasklane_*.deb' -newer "$place/started" | head -n 1)
    test -n "$deb"
    dpkg-deb -x "$deb" "$place/package"
    test -s "$place/package/usr/lib/systemd/system/tasklane.service" -o -s "$place/package/lib/systemd/system/tasklane.service"
    test "$(stat -c %a "$place/package/etc/tasklane/tasklane.env")" = 600
    local units=$place/package/usr/lib/systemd/system
    [ -d "$units" ] || units=$place/package/lib/systemd/system
    test -s "$units/tasklane-backup.service" -a -s "$units/tasklane-backup.timer"
    # The scripts of the package enable and start the server. They enable the timer only if the operator had enabled it.
    dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./postinst >"$place/postinst"
    grep -q 'enable.*tasklane.service' "$place/postinst"
    grep -q 'debian-installed tasklane-backup.timer' "$place/postinst"
    if grep 'deb-systemd-invoke.*tasklane-backup' "$place/postinst"; then return 1; fi
    run_package
}

# Uses the settings of the package, but not the folder and port of an installed package.
run_package() {
    local settings port url
    # `process` is not local, because the trap runs after this function has returned.
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
    mkdir "$place/data/backups"
    env -i PATH="$PATH" "${settings[@]}" "DATABASE_URL=sqlite://$place/data/tasklane.db" \
        "$place/package/usr/bin/tasklane" backup --into "$place/data/backups" --keep 1
    env -i PATH="$PATH" "${settings[@]}" "DATABASE_URL=sqlite://$place/data/tasklane.db" "BIND_ADDR=127.0.0.1:$port" \
        "$place/package/usr/bin/tasklane" doctor
}

touch "$place/started"
port=$(free_port)
url=http://localhost:$port
step "a clean copy of the tree" copy_tree
(cd "$tree" && exec setsid "${as_new_user[@]}" BIND_ADDR="0.0.0.0:$port" make run) >"$place/run.log" 2>&1 </dev/null &
server=$!
step "make run listens on all addresses, with its own database" make_run
step "the README's curl commands" readme
step "a browser under another host name: register, log in, reload, add a task" browser
step "a spreadsheet's CSV (semicolons, byte order mark)" spreadsheet
step "make up" make_up
step "the Debian package starts with its own settings" package

[ "$failed" -eq 0 ] || { echo "The last lines of make run:" && tail -n 20 "$place/run.log"; }
printf '\nThe quick start:\n'
printf '  %s\n' "${summary[@]}"
exit "$failed"
