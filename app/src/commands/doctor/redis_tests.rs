//! Tests of the findings about Redis.

use super::*;
use crate::commands::doctor::finding::Level;

fn policy_level(max_memory: u64, policy: &str) -> Level {
    let eviction_policy = Some(policy.to_owned());
    eviction(&Diagnosis { max_memory: Some(max_memory), eviction_policy, ..Diagnosis::default() }).level
}

#[test]
fn policy_that_evicts_counters_in_use_is_a_warning() {
    for policy in ["noeviction", "volatile-ttl"] {
        assert_eq!(policy_level(1 << 20, policy), Level::Ok, "{policy}");
    }
    for policy in ["allkeys-lru", "allkeys-random", "volatile-lru", "volatile-random"] {
        assert_eq!(policy_level(1 << 20, policy), Level::Warning, "{policy}");
        assert_eq!(policy_level(0, policy), Level::Ok, "{policy}");
    }
}

#[test]
fn version_without_the_needed_commands_is_a_problem() {
    assert_eq!(version(Some("4.0.14")).level, Level::Problem);
    assert_eq!(version(Some("5.0.0")).level, Level::Ok);
    assert_eq!(version(Some("7.4.1")).level, Level::Ok);
    assert_eq!(version(None).level, Level::Warning);
}

#[test]
fn latency_above_the_timeout_is_reported() {
    let level = |median, max| {
        let (median_latency, max_latency) = (Duration::from_millis(median), Duration::from_millis(max));
        let diagnosis = Diagnosis { median_latency, max_latency, ..Diagnosis::default() };
        latency(&diagnosis, Duration::from_millis(16)).level
    };
    assert_eq!(level(1, 2), Level::Ok);
    assert_eq!(level(1, 16), Level::Warning);
    assert_eq!(level(16, 20), Level::Problem);
}

#[test]
fn replica_of_redis_is_a_problem() {
    let (version, role) = (Some("7.0.15".to_owned()), Some("slave".to_owned()));
    let diagnosis = Diagnosis { version, role, ..Diagnosis::default() };
    let findings = evaluate(&diagnosis, Duration::from_millis(16));
    assert!(findings.iter().any(|finding| finding.level == Level::Problem), "{findings:?}");
}
