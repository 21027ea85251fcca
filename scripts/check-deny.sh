#!/usr/bin/env bash
# Runs cargo-deny with the rules of deny.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

deny=$(scripts/cargo-tool.sh deny 0.20.2)
"$deny" --all-features check bans licenses sources
if log=$(GIT_TERMINAL_PROMPT=0 timeout 120 "$deny" fetch db 2>&1); then
    "$deny" --all-features check advisories
else
    echo "$log" | tail -n 1
    echo "SECURITY ADVISORIES WERE NOT CHECKED: their database could not be fetched."
fi

# Only tests use these packages. npm exits with 1 both for an advisory and for a registry without audit support.
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
