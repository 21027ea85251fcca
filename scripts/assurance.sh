#!/usr/bin/env bash
# assurance.sh write|check: the lists of tests in docs/assurance.md come from the `// assures:` comments on the tests.
# write rewrites the lists, check fails when they are stale.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-check}" = write ]; then
    export WRITE_ASSURANCE=1
fi
scripts/cargo.sh test --test documents -- assurance
