//! Tests of the limiter: the contract, the passing of time, and the removal of keys.

use std::net::Ipv6Addr;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tasklane_core::clock::Clock;
use tasklane_core::contract_tests;
use tasklane_core::limit::{AddressBlock, LimitClass, LimitKey, Limits, RateLimiter};
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::{at, slow_limits};
use tasklane_governor::GovernorLimiter;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(at(0)))
}

fn limiter(limits: &Limits, clock: &Arc<ManualClock>) -> GovernorLimiter {
    let clock: Arc<dyn Clock> = clock.clone();
    GovernorLimiter::new(limits, &clock)
}

fn ada() -> LimitKey {
    network(1815)
}

fn network(number: u32) -> LimitKey {
    let bits = (0x2001_0db8_u128 << 96) | (u128::from(number) << 64);
    LimitKey::Address(AddressBlock::from_address(Ipv6Addr::from_bits(bits).into()))
}

async fn fresh() -> (Arc<dyn RateLimiter>, ()) {
    (Arc::new(limiter(&slow_limits(), &clock())), ())
}

contract_tests!(fresh: rate_limiter);

#[tokio::test]
async fn rejected_client_gets_one_request_per_refill_interval() {
    let clock = clock();
    let limiter = limiter(&Limits { write: "20/min".parse().ok(), ..Limits::OFF }, &clock);
    let take = async || limiter.take(LimitClass::Write, ada()).await.unwrap();
    for left in (0..20).rev() {
        let decision = take().await;
        assert_eq!((decision.is_allowed, decision.remaining), (true, left));
        assert_eq!(decision.next_after, Duration::from_secs(3));
    }
    let rejected = take().await;
    assert_eq!(
        (rejected.is_allowed, rejected.remaining, rejected.next_after),
        (false, 0, Duration::from_secs(3))
    );
    clock.advance(TimeDelta::milliseconds(2500));
    assert_eq!(take().await.next_after, Duration::from_millis(500));
    clock.advance(TimeDelta::milliseconds(500));
    assert!(take().await.is_allowed);
    assert!(!take().await.is_allowed);
    clock.advance(TimeDelta::minutes(1));
    assert_eq!(take().await.remaining, 19);
}

#[tokio::test]
async fn limit_does_not_change_when_the_clock_is_set_back() {
    let clock = clock();
    let limiter = limiter(&Limits { write: "1/min".parse().ok(), ..Limits::OFF }, &clock);
    let take = async || limiter.take(LimitClass::Write, ada()).await.unwrap();
    assert!(take().await.is_allowed);
    clock.advance(TimeDelta::hours(-1));
    assert_eq!(take().await.next_after, Duration::from_mins(1));
    clock.advance(TimeDelta::minutes(1));
    assert!(take().await.is_allowed);
}

// assures: R710
#[tokio::test]
async fn keys_are_removed_once_their_full_quota_is_available() {
    let clock = clock();
    let limiter = limiter(&Limits { login: "20/min".parse().ok(), ..Limits::OFF }, &clock);
    for number in 0..1000 {
        limiter.take(LimitClass::Login, network(number)).await;
    }
    limiter.collect();
    assert_eq!(limiter.keys(), 1000);
    clock.advance(TimeDelta::seconds(2));
    for _ in 0..2 {
        limiter.take(LimitClass::Login, network(7)).await;
    }
    clock.advance(TimeDelta::seconds(5));
    limiter.collect();
    assert_eq!(limiter.keys(), 1, "only the key whose quota is not yet full must remain");
    clock.advance(TimeDelta::minutes(1));
    limiter.collect();
    assert_eq!(limiter.keys(), 0);
}

#[tokio::test]
async fn refund_returns_one_request_and_adds_no_key() {
    let clock = clock();
    let limiter = limiter(&Limits { link: "60/min".parse().ok(), ..Limits::OFF }, &clock);
    let take = async || limiter.take(LimitClass::Link, ada()).await.unwrap();
    limiter.refund(LimitClass::Link, ada()).await;
    assert_eq!(limiter.keys(), 0);
    while take().await.is_allowed {}
    clock.advance(TimeDelta::milliseconds(400));
    limiter.refund(LimitClass::Link, ada()).await;
    assert!(take().await.is_allowed);
    assert_eq!(take().await.next_after, Duration::from_millis(600));
    limiter.refund(LimitClass::Link, ada()).await;
    clock.advance(TimeDelta::minutes(1));
    limiter.refund(LimitClass::Link, ada()).await;
    assert_eq!(take().await.remaining, 59);
    clock.advance(TimeDelta::seconds(2));
    limiter.collect();
    assert_eq!(limiter.keys(), 0);
}
