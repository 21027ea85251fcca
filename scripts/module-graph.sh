#!/usr/bin/env bash
# Draws the modules of each crate as Mermaid flowcharts, and prints the names of the created files. An arrow leads from
# a source file to each source file that it uses.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/cargo.sh test --quiet --test architecture -- --ignored --nocapture --exact module_graphs_are_written | grep '\.mmd$'
