#!/usr/bin/env bash
# run-parallel.sh COMMAND…: runs commands in parallel. Each argument is one command. Each line of their output begins
# with the name of its command. Waits for all commands, and fails if one of them has failed. Then repeats the last lines
# of each failed command, because lines of other commands are between them.
set -euo pipefail

output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
# Stop the commands when this script is stopped, because some commands must stop their servers.
trap 'trap - INT TERM; rm -rf "$output"; kill -TERM 0' INT TERM

names=() jobs=()
for command; do
    name=$(basename "${command%% *}" .sh)
    bash -o pipefail -c "{ $command; } 2>&1 | tee '$output/${#jobs[@]}' | sed -u 's/^/$name: /'" &
    names+=("$command") jobs+=("$!")
done

failed=0
for number in "${!jobs[@]}"; do
    if ! wait "${jobs[$number]}"; then
        echo "FAILED: ${names[$number]}" >&2
        echo "Its last lines:" >&2
        tail -n 80 "$output/$number" >&2
        failed=1
    fi
done
exit "$failed"
