#!/usr/bin/env bash
# Checks the spelling of the whole tree with typos, according to _typos.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/python-env.sh "${CARGO_TARGET_DIR:-target}/typos" scripts/typos-requirements.txt)
"$(dirname "$python")/typos" --format brief
