#!/usr/bin/env bash
# Tests the stores, the server and the client libraries on the Citus cluster with its coordinator at TEST_CITUS_URL. The
# tests create and drop databases on every node, so the URL needs a superuser that can log in to every node. Tests that
# stop workers need TEST_CITUS_WORKER_COMMAND (see app/tests/citus/main.rs). To test on a local cluster:
#   scripts/citus-cluster.sh make test-citus
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${TEST_CITUS_URL:-}" ]; then
    echo "SKIPPED: TEST_CITUS_URL is not set, so nothing was tested on Citus."
    exit
fi
export TEST_DATABASE_URL=$TEST_CITUS_URL

say() { echo "== $*"; }
run() { scripts/cargo.sh test "$@"; }

say "The cluster"
run --test citus -- --nocapture cluster_is_reported
# Two databases at a time: each has connections on every node.
say "The contract of each store"
run --test contract -- --test-threads=2
say "Concurrent writes"
run --test integration -- --test-threads=2 races
say "Distribution, every node, failures of workers"
run --test citus -- --nocapture --test-threads=1 --skip cluster_is_reported
say "Client libraries"
scripts/test-clients.sh
say "Passed on $TEST_CITUS_URL"
