#!/usr/bin/env bash
# Fails on wordings that never read well (scripts/words.txt). docs/STYLE.md has the rules behind the list.
set -euo pipefail
cd "$(dirname "$0")/.."

all=(':!:scripts/words.txt' ':!:docs/STYLE.md' ':!:*.lock' ':!:*.svg' ':!:*/assets/*' ':!:*/data/*' ':!:openapi.json'
    ':!:web/src/api/schema.ts' ':!:web/package-lock.json' ':!:bench/results/*')
pages=('*.md' 'web/*' 'bench/*' "${all[@]}")

# Markers and generated lists of docs/assurance.md are names of tests, which other rules cover.
failed=0
while IFS=$'\t' read -r scope pattern instead; do
    [[ -z "$scope" || "$scope" == \#* ]] && continue
    declare -n files=$scope
    if found=$(git grep -InEi --untracked "(^|[^[:alnum:]_])($pattern)([^[:alnum:]_]|$)" -- "${files[@]}" |
        grep -vE '^docs/assurance\.md:[0-9]+:( *)- `'); then
        printf '%s\n  write instead: %s\n' "$found" "$instead" >&2
        failed=1
    fi
done <scripts/words.txt
exit "$failed"
