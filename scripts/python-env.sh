#!/usr/bin/env bash
# python-env.sh DIRECTORY REQUIREMENTS: creates a virtual environment with exactly the packages in the file REQUIREMENTS, and
# recreates it when the file changes. Prints the path of its Python.
set -euo pipefail
directory=$1 pinned=$2

python=$("$(dirname "$0")"/find-python.sh)
if ! cmp -s "$pinned" "$directory/requirements.txt"; then
    echo "Installing the packages of $pinned into $directory." >&2
    rm -rf "$directory" && "$python" -m venv "$directory"
    "$directory/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$pinned"
    cp "$pinned" "$directory/requirements.txt"
fi
echo "$directory/bin/python"
