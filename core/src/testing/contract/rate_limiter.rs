//! The contract of [`RateLimiter`]. The limiters have [`slow_limits`](crate::testing::examples::slow_limits), so no quota is
//! refilled while a test runs.

use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::join_all;
use uuid::Uuid;

use crate::ids::{SessionId, UserId};
use crate::limit::{AddressBlock, LimitClass, LimitKey, Quota, RateLimiter};

contract!($ rate_limiter(Arc<dyn RateLimiter>) as __rate_limiter_contract:
    requests_are_allowed_up_to_the_limit,
    each_key_has_its_own_limit,
    each_class_has_its_own_limit,
    class_without_a_limit_is_not_counted,
    concurrent_requests_are_allowed_up_to_the_limit,
    refunded_request_is_not_counted,
    refund_does_not_exceed_the_quota,
    refund_affects_only_its_class_and_key,
    concurrent_refunds_are_all_counted,
);

fn address(text: &str) -> LimitKey {
    LimitKey::Address(AddressBlock::from_address(text.parse::<IpAddr>().unwrap()))
}

async fn is_allowed(limiter: &Arc<dyn RateLimiter>, class: LimitClass, key: LimitKey) -> bool {
    limiter.take(class, key).await.unwrap().is_allowed
}

async fn requests_are_allowed_up_to_the_limit(limiter: &Arc<dyn RateLimiter>) {
    let take = async || limiter.take(LimitClass::Login, address("192.0.2.1")).await.unwrap();
    for left in [3, 2, 1, 0] {
        let decision = take().await;
        assert_eq!((decision.class, decision.quota.count().get()), (LimitClass::Login, 4));
        assert_eq!((decision.is_allowed, decision.remaining), (true, left));
        assert!(!decision.next_after.is_zero() && decision.next_after <= Quota::MAX_WAIT);
    }
    for _ in 0..8 {
        let decision = take().await;
        assert_eq!((decision.is_allowed, decision.remaining), (false, 0));
        // Rejected requests do not extend the wait.
        assert!(!decision.next_after.is_zero() && decision.next_after <= Quota::MAX_WAIT);
    }
}

async fn each_key_has_its_own_limit(limiter: &Arc<dyn RateLimiter>) {
    let keys = [
        address("192.0.2.1"),
        address("192.0.2.2"),
        address("2001:db8::1"),
        address("2001:db8:0:1::1"),
        LimitKey::User(UserId::new(1).unwrap()),
        LimitKey::User(UserId::new(2).unwrap()),
        LimitKey::Session(SessionId(Uuid::from_u128(1))),
        LimitKey::Session(SessionId(Uuid::from_u128(2))),
    ];
    for key in keys {
        for _ in 0..4 {
            assert!(is_allowed(limiter, LimitClass::Login, key).await, "{key}");
        }
        assert!(!is_allowed(limiter, LimitClass::Login, key).await, "{key}");
    }
    assert!(
        !is_allowed(limiter, LimitClass::Login, address("2001:db8::ffff")).await,
        "addresses of one network must share a limit"
    );
}

async fn each_class_has_its_own_limit(limiter: &Arc<dyn RateLimiter>) {
    let key = address("192.0.2.1");
    while is_allowed(limiter, LimitClass::Login, key).await {}
    assert_eq!(limiter.take(LimitClass::Register, key).await.unwrap().remaining, 4);
}

async fn class_without_a_limit_is_not_counted(limiter: &Arc<dyn RateLimiter>) {
    assert_eq!(limiter.take(LimitClass::Read, LimitKey::User(UserId::new(1).unwrap())).await, None);
}

async fn concurrent_requests_are_allowed_up_to_the_limit(limiter: &Arc<dyn RateLimiter>) {
    let key = LimitKey::User(UserId::new(1).unwrap());
    let decisions = join_all((0..20).map(|_| is_allowed(limiter, LimitClass::Write, key))).await;
    assert_eq!(decisions.into_iter().filter(|is_allowed| *is_allowed).count(), 8);
}

async fn refunded_request_is_not_counted(limiter: &Arc<dyn RateLimiter>) {
    let key = address("192.0.2.1");
    let take = async || limiter.take(LimitClass::Login, key).await.unwrap();
    for _ in 0..20 {
        assert_eq!(take().await.remaining, 3);
        limiter.refund(LimitClass::Login, key).await;
    }
    while take().await.is_allowed {}
    limiter.refund(LimitClass::Login, key).await;
    let decision = take().await;
    assert_eq!((decision.is_allowed, decision.remaining), (true, 0));
    assert!(!take().await.is_allowed);
}

async fn refund_does_not_exceed_the_quota(limiter: &Arc<dyn RateLimiter>) {
    let key = address("192.0.2.1");
    for _ in 0..3 {
        limiter.refund(LimitClass::Login, key).await;
    }
    assert!(is_allowed(limiter, LimitClass::Login, key).await);
    for _ in 0..3 {
        limiter.refund(LimitClass::Login, key).await;
    }
    assert_eq!(limiter.take(LimitClass::Login, key).await.unwrap().remaining, 3);
}

async fn refund_affects_only_its_class_and_key(limiter: &Arc<dyn RateLimiter>) {
    let (key, other) = (address("192.0.2.1"), address("192.0.2.2"));
    for class in [LimitClass::Login, LimitClass::Register] {
        while is_allowed(limiter, class, key).await {}
    }
    while is_allowed(limiter, LimitClass::Login, other).await {}
    limiter.refund(LimitClass::Login, key).await;
    limiter.refund(LimitClass::Read, key).await;
    assert!(!is_allowed(limiter, LimitClass::Register, key).await);
    assert!(!is_allowed(limiter, LimitClass::Login, other).await);
    assert!(is_allowed(limiter, LimitClass::Login, key).await);
}

async fn concurrent_refunds_are_all_counted(limiter: &Arc<dyn RateLimiter>) {
    let key = LimitKey::User(UserId::new(1).unwrap());
    while is_allowed(limiter, LimitClass::Write, key).await {}
    join_all((0..5).map(|_| limiter.refund(LimitClass::Write, key))).await;
    let decisions = join_all((0..20).map(|_| is_allowed(limiter, LimitClass::Write, key))).await;
    assert_eq!(decisions.into_iter().filter(|is_allowed| *is_allowed).count(), 5);
}
