#!/usr/bin/env bash
# web.sh build|check|test: builds, checks or tests the web app. The build is in web/dist, and the next build of the
# server embeds it.
set -euo pipefail
cd "$(dirname "$0")/../web"

# Installs the packages of the lockfile, unless they are already installed.
install() {
    local stamp=node_modules/.installed
    if [ ! -e "$stamp" ] || ! cmp -s package-lock.json "$stamp"; then
        npm ci --loglevel=error --no-audit --no-fund --prefer-offline
        cp package-lock.json "$stamp"
    fi
}

# Returns whether dist is up to date. With VITE_API_BASE_URL, always false, because the URL is compiled into the app.
is_built() {
    [ -z "${VITE_API_BASE_URL:-}" ] && [ -e dist/app/index.html ] &&
        [ -z "$(find . \( -path ./node_modules -o -path ./dist -o -path ./e2e \) -prune -o -type f -newer dist/app/index.html -print -quit)" ]
}

case ${1:-build} in
build)
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        echo "Node.js is not installed, so the web app is not built. The server will serve only the API and its documentation." >&2
        exit
    fi
    if ! node --eval "const [a, b] = process.versions.node.split('.'); process.exit(a < 20 || (a == 20 && b < 19) ? 1 : 0)"; then
        echo "The web app is not built: Node.js $(node --version) is too old. Version 20.19 or newer is required." >&2
        exit
    fi
    # Skip the build if nothing has changed, so that cargo does not recompile the server.
    is_built && exit
    install
    npm run --silent build -- --logLevel warn
    ;;
check)
    install
    npm run --silent lint
    npm run --silent typecheck
    npm run --silent types-check
    ;;
test)
    CHROMIUM=$(../scripts/find-chromium.sh)
    NGINX_PROGRAM=$(../scripts/find-proxy.sh nginx)
    ../scripts/require-tools.sh openssl
    ../scripts/web.sh build
    install
    TASKLANE_BIN=$(../scripts/debug-binary.sh)
    export CHROMIUM NGINX_PROGRAM TASKLANE_BIN
    npm test --silent
    ../scripts/with-smtp.sh npm run --silent e2e
    ;;
esac
