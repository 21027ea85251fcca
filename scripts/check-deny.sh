#!/usr/bin/env bash
# check-deny.sh [--if-installed]: runs cargo-deny with the rules of deny.toml, and checks the npm packages of tests/clients. If
# cargo-deny is missing, builds it, or skips all checks with --if-installed.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.20.2
if [ "${1:-}" = --if-installed ] && ! scripts/cargo-tool.sh deny $version --no-build >/dev/null; then
    echo "Licenses and advisories were not checked: cargo-deny $version is not installed. 'make deny' installs it."
    exit
fi
deny=$(scripts/cargo-tool.sh deny $version)
"$deny" --all-features check bans licenses sources
if log=$(GIT_TERMINAL_PROMPT=0 timeout 120 "$deny" fetch db 2>&1); then
    "$deny" --all-features check advisories
else
    echo "$log" | tail -n 1
    echo "SECURITY ADVISORIES WERE NOT CHECKED: their database could not be fetched."
fi

# Only tests use the npm packages in this folder. npm exits with 1 both for an advisory and for a registry without audit support.
cd tests/clients
if ! command -v npm >/dev/null; then
    echo "THE NPM PACKAGES WERE NOT CHECKED: npm is not installed."
elif ! report=$(npm audit --json 2>/dev/null) && ! grep -q '"auditReportVersion"' <<<"$report"; then
    echo "THE NPM PACKAGES WERE NOT CHECKED: the registry has no audit support."
elif grep -q '"total": 0' <<<"$report"; then
    echo "npm advisories ok"
else
    echo "$report" && exit 1
fi
