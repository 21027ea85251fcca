#!/usr/bin/env bash
# Checks the dependencies between the crates of the workspace: core uses none of the others, adopt, copy and runtime use only core,
# and no adapter uses another adapter. Also checks the external dependencies of core.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
fail() { echo "$*" >&2 && failed=1; }
tree() { cargo tree --quiet --edges normal --prefix none --format '{p}' --target all "$@"; }
names() { tail -n +2 | cut -d ' ' -f 1 | sort -u; }

allowed=core/allowed-dependencies.txt
if ! diff <(grep -v '^#' "$allowed" | sort) <(tree -p tasklane-core --depth 1 | names) >&2; then
    fail "core's dependencies (>) differ from $allowed (<): use a new dependency in an adapter, or add it to the list with a reason."
fi

reached=$(tree -p tasklane-core --all-features | names)
for banned in actix-web diesel diesel-async reqwest serde serde_json tasklane-runtime tokio; do
    if grep -qx "$banned" <<<"$reached"; then
        fail "core depends on $banned: cargo tree -p tasklane-core -e normal --all-features -i $banned"
    fi
done

# The crates shared by adapters use no crate of the workspace except core.
for package in tasklane-adopt tasklane-copy tasklane-runtime; do
    others=$(tree -p "$package" --all-features | names | grep '^tasklane' | grep -vxF tasklane-core || true)
    if [ -n "$others" ]; then
        fail "$package depends on" "${others//$'\n'/ }"
    fi
done

# Indirect dependencies count, so that no adapter uses another adapter through a third crate.
for manifest in adapters-*/Cargo.toml; do
    own=$(dirname "$manifest")
    reached=$(tree --manifest-path "$manifest" --all-features)
    if others=$(grep -oE '/adapters-[a-z0-9-]+)' <<<"$reached" | sort -u | grep -vxF "/$own)"); then
        fail "$own depends on another adapter:" "${others//[$'\n'\/)]/ }"
    fi
done
# Password hashing needs no C compiler; only the access token feature does.
if cargo tree --quiet -p tasklane-auth --no-default-features --edges normal,build --prefix none --format '{p}' |
    grep -qE '^(cc|cmake) '; then
    fail "tasklane-auth needs a C compiler without its feature access-tokens."
fi
exit "$failed"
