#!/usr/bin/env bash
# compose.sh FILE…: starts the services in the compose files, with secrets that are generated once and stored in compose.env.
set -euo pipefail
cd "$(dirname "$0")/.."

secrets=compose.env
if [ ! -e "$secrets" ]; then
    # The secrets are hexadecimal, because the passwords become part of URLs.
    random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
    (umask 077 && printf 'SECRET_KEY=%s\nPOSTGRES_PASSWORD=%s\nREDIS_PASSWORD=%s\n' \
        "$(random 32)" "$(random 24)" "$(random 24)" >"$secrets")
    echo "Created $secrets with new secrets. Keep a copy of it."
fi

if ! command -v docker >/dev/null || ! docker compose version >/dev/null 2>&1; then
    echo "Docker with the compose plugin is missing: install both, then try again." >&2
    exit 1
fi
files=()
for file in "$@"; do files+=(--file "$file"); done
exec docker compose --env-file "$secrets" "${files[@]}" up --build --wait
