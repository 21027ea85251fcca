//! Checks Redis, which replicas share.

use std::time::Duration;

use tasklane_redis::Diagnosis;
use tasklane_runtime::format_error_chain;

use super::deadline::limited;
use super::finding::Finding;
use crate::settings::Redis;

const REDIS: &str = "redis";
/// Older versions reject a script that writes after reading the time, as the scripts for rate limits do.
const OLDEST_MAJOR: u32 = 5;
/// With these policies, Redis evicts no counters, or first the counters that expire soonest.
const SAFE_POLICIES: [&str; 2] = ["noeviction", "volatile-ttl"];

pub(super) async fn check(redis: &Redis) -> Vec<Finding> {
    limited(REDIS, async {
        match tasklane_redis::diagnose(&redis.config).await {
            Ok(diagnosis) => evaluate(&diagnosis, redis.timeout),
            Err(error) => vec![Finding::problem(
                REDIS,
                format_error_chain(&error),
                "check that Redis runs, and check REDIS_URL: until Redis is available, each replica uses its own counters \
                 for rate limits and lockouts",
            )],
        }
    })
    .await
}

fn evaluate(diagnosis: &Diagnosis, timeout: Duration) -> Vec<Finding> {
    let mut findings = vec![version(diagnosis.version.as_deref())];
    if diagnosis.role.as_deref() == Some("slave") {
        findings.push(Finding::problem(
            REDIS,
            "the server is a replica, which rejects writes",
            "use the address of the primary in REDIS_URL",
        ));
    }
    findings.push(eviction(diagnosis));
    findings.push(latency(diagnosis, timeout));
    findings
}

fn version(version: Option<&str>) -> Finding {
    let Some(version) = version else {
        let found = "Redis does not report its version";
        return Finding::warning(REDIS, found, "allow the user in REDIS_URL to run INFO");
    };
    let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
    if major.is_some_and(|major| major < OLDEST_MAJOR) {
        let found = format!("Redis {version} can't run the scripts for rate limits and lockouts");
        return Finding::problem(REDIS, found, format!("upgrade Redis to {OLDEST_MAJOR}.0 or newer"));
    }
    Finding::ok(REDIS, format!("Redis {version}"))
}

fn eviction(diagnosis: &Diagnosis) -> Finding {
    const CHECK: &str = "redis-eviction";
    match (diagnosis.max_memory, diagnosis.eviction_policy.as_deref()) {
        (Some(0), _) => Finding::ok(CHECK, "maxmemory is not set, so nothing is evicted"),
        (_, Some(policy)) if SAFE_POLICIES.contains(&policy) => Finding::ok(CHECK, policy),
        (_, Some(policy)) => Finding::warning(
            CHECK,
            format!("maxmemory-policy {policy} can evict rate limits and lockouts that are in use"),
            "set maxmemory-policy to volatile-ttl or noeviction",
        ),
        (_, None) => Finding::ok(CHECK, "Redis does not report its eviction policy"),
    }
}

fn latency(diagnosis: &Diagnosis, timeout: Duration) -> Finding {
    const CHECK: &str = "redis-latency";
    let millis = |duration: Duration| duration.as_secs_f64() * 1000.0;
    let (median, max) = (millis(diagnosis.median_latency), millis(diagnosis.max_latency));
    let found = format!("round trips take {median:.1} ms (median) and {max:.1} ms (maximum)");
    let advice = "move Redis closer to the server, or raise REDIS_TIMEOUT_MS";
    if diagnosis.median_latency >= timeout {
        let found = format!(
            "{found}, but REDIS_TIMEOUT_MS is {}: at least half of the calls time out, and each replica then uses its \
             own counters for rate limits and lockouts",
            millis(timeout)
        );
        return Finding::problem(CHECK, found, advice);
    }
    if diagnosis.max_latency >= timeout {
        let found = format!("{found}, and REDIS_TIMEOUT_MS is {}", millis(timeout));
        return Finding::warning(CHECK, found, advice);
    }
    Finding::ok(CHECK, found)
}

#[cfg(test)]
#[path = "redis_tests.rs"]
mod tests;
