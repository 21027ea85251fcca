#!/usr/bin/env bash
# require-tools.sh TOOL…: fails if a tool is missing, and explains how to install it.
set -euo pipefail

missing=0
for tool in "$@"; do
    if command -v "$tool" >/dev/null; then continue; fi
    missing=1
    case $tool in
    cargo) echo "Rust is missing: install it from https://rustup.rs, then try again." ;;
    cc) echo "A C compiler is missing (Rust links with it): sudo apt-get install build-essential" ;;
    clippy-driver) echo "Rust's linter, which compiles the tests, is missing: rustup component add clippy" ;;
    node | npm) echo "Node.js 20.19 or newer is missing: install it from https://nodejs.org" ;;
    *) echo "$tool is missing: install it, then try again." ;;
    esac >&2
done
exit "$missing"
