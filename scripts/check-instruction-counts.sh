#!/usr/bin/env bash
# check-instruction-counts.sh [write]: fails if the instruction count of a hot path differs by more than 5 % from
# tests/benches/instructions.txt. "write" updates the file. Unlike times, the counts are the same on a busy machine.
set -euo pipefail
cd "$(dirname "$0")/.."

# sort and join must use the order of the committed file on every machine.
export LC_ALL=C
committed=tests/benches/instructions.txt
tolerance=5 # percent
skip() { echo "The instructions of the hot paths were not counted: $*" && exit 0; }

# Another compiler version generates different instructions.
compiler=$(rustc -vV | awk '/^host:/ { host = $2 } /^release:/ { print "rustc " $2 " " host }')
if [ "${1:-check}" = check ]; then
    known=$(head -n 1 "$committed")
    [ "$compiler" = "$known" ] || skip "the recorded counts are for $known, but this is $compiler."
fi
command -v valgrind >/dev/null || scripts/apt-install.sh valgrind valgrind || skip "valgrind is not installed."

out=${CARGO_TARGET_DIR:-target}/instructions
rm -rf "$out" && mkdir -p "$out"
# The hot paths are built without optimization, like the tests, so that the counts depend less on the compiler.
host=$(tr '[:lower:]-' '[:upper:]_' <<<"${compiler##* }")
export "CARGO_TARGET_${host}_RUNNER=valgrind --quiet --tool=callgrind --callgrind-out-file=$(realpath "$out")/counts --toggle-collect=instructions::counted::*"
scripts/cargo.sh test --quiet --bench instructions

# An output line is "12,345,678 (7.89%)  …/instructions.rs:instructions::counted::read [/…/instructions-…]". Warnings
# about missing source files are discarded.
callgrind_annotate --auto=no --inclusive=yes --threshold=100 "$out/counts" 2>/dev/null |
    sed -n 's/^ *\([0-9,]*\) .*) .*:instructions::counted::\([a-z_]*\) .*/\2 \1/p' |
    awk '{ gsub(",", "", $2); print $1, int($2 / 1000) }' | sort >"$out/counted"
[ -s "$out/counted" ] || { echo "No instructions were counted." >&2 && exit 1; }
if [ "${1:-check}" = write ]; then
    { echo "$compiler" && cat "$out/counted"; } >"$committed"
    exit 0
fi
tail -n +2 "$committed" | join -a 1 -a 2 -e 0 -o 0,1.2,2.2 - "$out/counted" | awk -v tolerance=$tolerance '
    { change = $2 ? ($3 / $2 - 1) * 100 : 100 }
    change > tolerance || change < -tolerance { bad = 1; printf "%s: %d thousand instructions instead of %d (%+.1f %%)\n", $1, $3, $2, change }
    END { if (bad) print "If the change is intended: scripts/check-instruction-counts.sh write"; exit bad }' >&2
