#!/usr/bin/env bash
# Checks the spelling in all files with typos. _typos.toml has the settings.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/python-env.sh "${CARGO_TARGET_DIR:-target}/typos" scripts/typos-requirements.txt)
"$(dirname "$python")/typos" --format brief
