#!/usr/bin/env bash
# Fails on the wordings in scripts/words.txt. docs/STYLE.md has the rules behind the list. Patterns with the scope "all"
# apply to every text file. Patterns with the scope "pages" do not apply to Rust code, scripts, ops/, the Makefile,
# openapi.json and Cargo.toml files. If none of these files contains a pattern any more, change its scope to "all".
set -euo pipefail
cd "$(dirname "$0")/.."

# Files that quote the patterns, or that are not written by hand.
excluded=(':!:scripts/words.txt' ':!:docs/STYLE.md' ':!:*LICENSE' ':!:*.lock' ':!:*.svg' ':!:*/assets/*' ':!:*/data/*' ':!:web/src/api/schema.ts'
    ':!:web/package-lock.json' ':!:tests/clients/package-lock.json' ':!:bench/results/*')
# Test names are checked in the files of the tests.
generated='^docs/assurance\.md:[0-9]+: *- `'

failed=0
while IFS=$'\t' read -r scope pattern instead; do
    case $scope in
    all) left_out=() ;;
    pages) left_out=(':!:*.rs' ':!:scripts/*' ':!:ops/*' ':!:Makefile' ':!:openapi.json' ':!:*/Cargo.toml' ':!:Cargo.toml') ;;
    *) continue ;;
    esac
    if found=$(git grep -InEi --untracked "(^|[^[:alnum:]_])($pattern)([^[:alnum:]_]|$)" -- . "${excluded[@]}" "${left_out[@]}" |
        grep -vE "$generated"); then
        printf '%s\n  Write instead: %s\n' "$found" "$instead" >&2
        failed=1
    fi
done <scripts/words.txt
exit "$failed"
