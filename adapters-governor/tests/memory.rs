//! A flood from many networks takes a bounded amount of memory, which is freed later. This file has only one test, because
//! the test measures the memory of its process.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::net::Ipv6Addr;
use std::sync::Arc;

use chrono::TimeDelta;
use tasklane_core::clock::Clock;
use tasklane_core::limit::{AddressBlock, LimitClass, LimitKey, RateLimiter};
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::at;
use tasklane_governor::GovernorLimiter;
use tasklane_runtime::default_limits;

const MEBIBYTE: u64 = 1 << 20;

/// Returns the resident memory of the process in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().trim().parse::<u64>().unwrap() * 1024
}

// assures: R710
#[tokio::test]
async fn million_networks_take_less_than_64_megabytes_and_are_removed() {
    let clock = Arc::new(ManualClock::starting_at(at(0)));
    let shared: Arc<dyn Clock> = clock.clone();
    let limiter = GovernorLimiter::new(&default_limits(), &shared);
    let before = resident();
    let mut peak = 0;
    for number in 0..1_000_000_u128 {
        let address = Ipv6Addr::from_bits((0x2001_0db8 << 96) | (number << 64));
        let key = LimitKey::Address(AddressBlock::from_address(address.into()));
        assert!(limiter.take(LimitClass::Login, key).await.unwrap().is_allowed);
        if number % 50_000 == 0 {
            peak = peak.max(resident().saturating_sub(before));
        }
    }
    assert!(peak < 64 * MEBIBYTE, "{} MiB", peak / MEBIBYTE);
    assert!(limiter.keys() >= 100_000, "{}", limiter.keys());
    clock.advance(TimeDelta::minutes(1));
    limiter.collect();
    assert_eq!(limiter.keys(), 0);
    let after = resident().saturating_sub(before);
    assert!(after < 8 * MEBIBYTE, "{} MiB", after / MEBIBYTE);
}
