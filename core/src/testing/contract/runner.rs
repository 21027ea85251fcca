//! Runs the contracts of the stores.

use super::{
    account_recovery, email_changes, email_links, health, known_networks, leases, links, login_names, mails,
    notices, own_account, session_rotation, session_sets, session_sweeps, sessions, task_bytes, task_keys,
    task_lists, task_plans, task_retention, task_slices, task_storage, task_storage_random, task_sync,
    task_writers, tasks, unverified_accounts, users,
};
use crate::stores::Stores;

/// Runs every contract of the stores except `fair_reads` in one test, one requirement after another. To run the
/// requirements in parallel, each in its own test, use [`contract_tests!`](crate::contract_tests).
///
/// `fresh` opens empty stores, and returns them with a guard. The guard is dropped after the stores.
pub async fn all<Guard>(fresh: impl AsyncFn() -> (Stores, Guard)) {
    users::all(&fresh).await;
    own_account::all(&fresh).await;
    login_names::all(&fresh).await;
    account_recovery::all(&fresh).await;
    email_changes::all(&fresh).await;
    email_links::all(&fresh).await;
    unverified_accounts::all(&fresh).await;
    notices::all(&fresh).await;
    mails::all(&fresh).await;
    links::all(&fresh).await;
    tasks::all(&fresh).await;
    task_lists::all(&fresh).await;
    task_bytes::all(&fresh).await;
    task_sync::all(&fresh).await;
    task_writers::all(&fresh).await;
    task_plans::all(&fresh).await;
    task_slices::all(&fresh).await;
    task_keys::all(&fresh).await;
    task_retention::all(&fresh).await;
    task_storage::all(&fresh).await;
    task_storage_random::all(&fresh).await;
    leases::all(&fresh).await;
    sessions::all(&fresh).await;
    session_rotation::all(&fresh).await;
    session_sets::all(&fresh).await;
    session_sweeps::all(&fresh).await;
    known_networks::all(&fresh).await;
    health::all(&fresh).await;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// For each line of the source that starts with `before` and contains `after`, returns the text between them.
    fn names<'a>(source: &'a str, before: &str, after: &str) -> BTreeSet<&'a str> {
        let lines = source.lines().filter_map(|line| line.trim().strip_prefix(before));
        lines.filter_map(|rest| rest.split_once(after)).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_contract_is_in_both_lists() {
        let all = names(include_str!("mod.rs"), "pub mod ", ";");
        assert_eq!(names(include_str!("tests.rs"), "$crate::__", "_contract!"), all);
        let mut stores = all;
        assert!(stores.remove("failed_attempts") && stores.remove("rate_limiter"));
        // The string has two parts, so that this line does not match.
        let call = concat!("::all(&fresh)", ".await;");
        assert_eq!(names(include_str!("runner.rs"), "", call), stores);
    }
}
