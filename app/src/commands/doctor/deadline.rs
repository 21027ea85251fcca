//! Ends a check that takes too long, for example because a host does not respond.

use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::finding::Finding;

/// The maximum duration of one check, longer than the sum of all timeouts inside it.
const DEADLINE: Duration = Duration::from_secs(15);

/// Runs a check that waits for the network.
pub(super) async fn limited(
    check: &'static str,
    findings: impl Future<Output = Vec<Finding>>,
) -> Vec<Finding> {
    limited_to(DEADLINE, check, findings).await
}

/// Runs a check that blocks, on a thread of its own. A thread that a file system blocks ends with the process.
pub(super) async fn limited_on_a_thread(
    check: &'static str,
    findings: impl FnOnce() -> Vec<Finding> + Send + 'static,
) -> Vec<Finding> {
    let findings = async {
        let failed =
            |error| vec![Finding::problem(check, format!("the check failed: {error}"), "report the defect")];
        spawn_blocking(findings).await.unwrap_or_else(failed)
    };
    limited_to(DEADLINE, check, findings).await
}

async fn limited_to(
    deadline: Duration,
    check: &'static str,
    findings: impl Future<Output = Vec<Finding>>,
) -> Vec<Finding> {
    let advice = "find out whether the host or the file system responds";
    timeout(deadline, findings).await.unwrap_or_else(|_elapsed| {
        vec![Finding::problem(check, format!("no result within {} s", deadline.as_secs_f64()), advice)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[tokio::test]
    async fn check_without_a_result_is_a_problem() {
        let deadline = Duration::from_millis(10);
        let found = limited_to(deadline, "redis", std::future::pending()).await;
        let [Finding { check: "redis", level: Level::Problem, .. }] = &found[..] else { panic!("{found:?}") };
        let quick = limited_to(DEADLINE, "redis", async { vec![Finding::ok("redis", "7.0")] }).await;
        assert_eq!(quick, [Finding::ok("redis", "7.0")]);
    }
}
