#!/usr/bin/env bash
# with-smtp.sh COMMAND…: runs COMMAND. SMTP_PYTHON is the path of a Python that can run the SMTP server of the tests.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2 && exit 2; }
root=$(dirname "$0")/..
target=$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")
SMTP_PYTHON=$("$root/scripts/python-env.sh" "$target/smtp" "$root/adapters-mail/tests/requirements.txt")
export SMTP_PYTHON
exec "$@"
