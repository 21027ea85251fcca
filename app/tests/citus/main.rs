//! Tests of the program on a Citus cluster: `TEST_CITUS_URL=postgres://coordinator/… make test-citus`.
//!
//! Each test uses its own database on every node of the cluster. The tests that stop nodes need
//! `TEST_CITUS_WORKER_COMMAND`: a command that gets the port of a worker and `stop`, `start`, `kill`, `freeze` or `thaw`.
//! `scripts/citus-cluster.sh` provides both variables.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests panic on failure")]

mod cluster;
mod distribution;
mod every_node;
#[path = "../faults/harness/mod.rs"]
#[expect(dead_code, unused_imports, reason = "shared with the fault tests, which use the other items")]
mod harness;
mod node_failures;
mod previous_release;
mod report;
#[path = "../process/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "shared with the process tests, which use the other items")]
mod support;
