#!/usr/bin/env bash
# check-instruction-counts.sh [write]: the hot paths cost as many instructions as tests/benches/instructions.txt says, give or take 5 %;
# "write" makes the file say what they cost. Unlike times, the counts are the same on a busy machine.
set -euo pipefail
cd "$(dirname "$0")/.."

# sort and join must agree, here and where the file was written.
export LC_ALL=C
committed=tests/benches/instructions.txt
tolerance=5 # percent
skip() { echo "The instructions of the hot paths were not counted: $*" && exit 0; }

# Another compiler makes other instructions.
compiler=$(rustc -vV | awk '/^host:/ { host = $2 } /^release:/ { print "rustc " $2 " " host }')
if [ "${1:-check}" = check ]; then
    known=$(head -n 1 "$committed")
    [ "$compiler" = "$known" ] || skip "the figures are those of $known, and this is $compiler."
fi
command -v valgrind >/dev/null || scripts/apt-install.sh valgrind valgrind || skip "valgrind is not installed."

out=${CARGO_TARGET_DIR:-target}/instructions
rm -rf "$out" && mkdir -p "$out"
# Without optimisation, as the tests are built: what is counted is work, not what a compiler makes of it.
host=$(tr '[:lower:]-' '[:upper:]_' <<<"${compiler##* }")
export "CARGO_TARGET_${host}_RUNNER=valgrind --quiet --tool=callgrind --callgrind-out-file=$(realpath "$out")/counts --toggle-collect=instructions::counted::*"
scripts/cargo.sh test --quiet --bench instructions

# "12,345,678 (7.89%)  …/instructions.rs:instructions::counted::read [/…/instructions-…]". It warns of each file that is not there.
callgrind_annotate --auto=no --inclusive=yes --threshold=100 "$out/counts" 2>/dev/null |
    sed -n 's/^ *\([0-9,]*\) .*) .*:instructions::counted::\([a-z_]*\) .*/\2 \1/p' |
    awk '{ gsub(",", "", $2); print $1, int($2 / 1000) }' | sort >"$out/counted"
[ -s "$out/counted" ] || { echo "Nothing was counted." >&2 && exit 1; }
if [ "${1:-check}" = write ]; then
    { echo "$compiler" && cat "$out/counted"; } >"$committed"
    exit 0
fi
tail -n +2 "$committed" | join -a 1 -a 2 -e 0 -o 0,1.2,2.2 - "$out/counted" | awk -v tolerance=$tolerance '
    { change = $2 ? ($3 / $2 - 1) * 100 : 100 }
    change > tolerance || change < -tolerance { bad = 1; printf "%s: %d thousand instructions, and %d were expected (%+.1f %%)\n", $1, $3, $2, change }
    END { if (bad) print "Where it is meant to be so: scripts/check-instruction-counts.sh write"; exit bad }' >&2
