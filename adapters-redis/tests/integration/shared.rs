//! What Redis counts keeps the contract of each port, whatever becomes of the server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::clock::Clock;
use tasklane_core::ids::UserId;
use tasklane_core::limit::{Decision, LimitClass, LimitKey, Limits, RateLimiter};
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::testing::examples::{at, slow_limits};
use tasklane_core::testing::{ManualClock, contract};
use tasklane_core::user::{Attempt, FailedAttempts, LockedOut, LoginName, NoLockout};
use tasklane_redis::testing::TestRedis;
use tasklane_redis::{Link, RedisAnnouncements, RedisConfig, RedisFailures, RedisLimiter};
use tasklane_runtime::AnnouncementFeed;

/// For a server that is well, on a machine that is not.
const LONG: Duration = Duration::from_secs(30);
/// What a request waits for one that is not.
const SHORT: Duration = Duration::from_millis(40);

/// Tells that it was asked, by a rest that no quota has.
struct Fallback;

#[async_trait::async_trait]
impl RateLimiter for Fallback {
    async fn take(&self, class: LimitClass, _: LimitKey) -> Option<Decision> {
        let quota = slow_limits().of(class)?;
        Some(Decision { class, quota, is_allowed: true, remaining: 77, next_after: Duration::ZERO })
    }
}

fn config(redis: &TestRedis) -> RedisConfig {
    RedisConfig::parse(&redis.url().into(), None).unwrap()
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(at(0)))
}

fn link(redis: &TestRedis, patience: Duration, clock: Arc<dyn Clock>) -> Link {
    Link::new(config(redis), &"one secret of thirty-two letters".into(), patience, clock)
}

fn limiter(redis: &TestRedis, limits: Limits) -> Arc<dyn RateLimiter> {
    Arc::new(RedisLimiter::new(limits, link(redis, LONG, clock()), Arc::new(Fallback)))
}

fn failures(redis: &TestRedis) -> Arc<dyn FailedAttempts> {
    Arc::new(RedisFailures::new(link(redis, LONG, clock()), Arc::new(NoLockout)))
}

/// From a known network, so that there is one counter.
fn login(name: &str) -> Attempt {
    Attempt::login(&LoginName::parse(name).unwrap(), NetworkBlock::UNSPECIFIED, true, None)
}

fn ada() -> LimitKey {
    LimitKey::User(UserId::new(1815).unwrap())
}

#[tokio::test]
async fn redis_keeps_the_contract_of_the_limiter() {
    contract::rate_limiter(async || {
        let redis = TestRedis::start();
        (limiter(&redis, slow_limits()), redis)
    })
    .await;
}

#[tokio::test]
async fn redis_keeps_the_contract_of_the_counter_of_wrong_passwords() {
    contract::failed_attempts(async || {
        let redis = TestRedis::start();
        (failures(&redis), redis)
    })
    .await;
}

#[tokio::test]
async fn replicas_count_together_and_leave_nothing_that_tells_names_or_stays_for_good() {
    let redis = TestRedis::start();
    let replicas = [limiter(&redis, slow_limits()), limiter(&redis, slow_limits())];
    for left in (0..8).rev() {
        let replica = replicas.iter().cycle().nth(left).unwrap();
        assert_eq!(
            replica.take(LimitClass::Write, ada()).await.unwrap().remaining,
            u32::try_from(left).unwrap()
        );
    }
    for replica in &replicas {
        assert!(!replica.take(LimitClass::Write, ada()).await.unwrap().is_allowed);
    }
    let tried = login("ada@example.org");
    let counters = [failures(&redis), failures(&redis)];
    for counter in counters.iter().cycle().take(10) {
        counter.begin(&tried).await.unwrap();
    }
    for counter in &counters {
        let LockedOut { retry_after } = counter.begin(&tried).await.unwrap_err();
        assert!(retry_after <= Duration::from_secs(15));
    }
    assert_eq!(redis.command("DBSIZE"), ":2");
    assert_eq!(
        redis.command("EVAL \"return #redis.call('KEYS','*ada*') + #redis.call('KEYS','*1815*')\" 0"),
        ":0"
    );
    let lasting = "local n = 0 for _, k in ipairs(redis.call('KEYS', '*')) do if redis.call('PTTL', k) < 0 then n = n + 1 end end return n";
    assert_eq!(redis.command(&format!("EVAL \"{lasting}\" 0")), ":0");
}

#[tokio::test]
async fn a_server_that_lost_everything_starts_over() {
    let mut redis = TestRedis::start();
    let limiter = limiter(&redis, slow_limits());
    let take = async || limiter.take(LimitClass::Login, ada()).await.unwrap().remaining;
    assert_eq!((take().await, take().await), (3, 2));
    assert_eq!(redis.command("FLUSHALL"), "+OK");
    assert_eq!(redis.command("SCRIPT FLUSH"), "+OK");
    assert_eq!((take().await, take().await), (3, 2));
    redis.restart();
    let clock = clock();
    let patient = RedisLimiter::new(slow_limits(), link(&redis, LONG, clock), Arc::new(Fallback));
    assert_eq!(patient.take(LimitClass::Login, ada()).await.unwrap().remaining, 3);
}

/// Takes with the patience that requests have, until the answer comes from where it is expected; each take that is not
/// answered is followed by the rest that the circuit asks for.
async fn takes_until(limiter: &RedisLimiter, clock: &ManualClock, from_redis: bool) {
    let start = Instant::now();
    while start.elapsed() < LONG {
        clock.advance(TimeDelta::seconds(5));
        let decision = limiter.take(LimitClass::Write, ada()).await.unwrap();
        if (decision.remaining != 77) == from_redis {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it does not answer as it should: {from_redis}");
}

#[tokio::test]
async fn a_server_that_is_gone_or_frozen_is_left_alone_and_found_again() {
    let mut redis = TestRedis::start();
    let clock = clock();
    let link = link(&redis, SHORT, clock.clone());
    let limiter = RedisLimiter::new(slow_limits(), link.clone(), Arc::new(Fallback));
    takes_until(&limiter, &clock, true).await;
    redis.freeze();
    takes_until(&limiter, &clock, false).await;
    // Once it did not answer, nobody asks: the clock of the circuit is at rest.
    let asked = link.asked();
    for _ in 0..1000 {
        assert_eq!(limiter.take(LimitClass::Write, ada()).await.unwrap().remaining, 77);
    }
    assert_eq!(link.asked(), asked);
    redis.thaw();
    takes_until(&limiter, &clock, true).await;
    redis.kill();
    takes_until(&limiter, &clock, false).await;
    redis.restart();
    takes_until(&limiter, &clock, true).await;
}

#[tokio::test]
async fn a_server_that_swallows_everything_holds_nobody_up() {
    let hole = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", hole.local_addr().unwrap());
    let config = RedisConfig::parse(&url.into(), None).unwrap();
    let link = Link::new(config, &"one secret of thirty-two letters".into(), SHORT, clock());
    let limiter = RedisLimiter::new(slow_limits(), link.clone(), Arc::new(Fallback));
    let failures = RedisFailures::new(link.clone(), Arc::new(NoLockout));
    let tried = login("ada");
    for _ in 0..1000 {
        assert_eq!(limiter.take(LimitClass::Write, ada()).await.unwrap().remaining, 77);
        failures.begin(&tried).await.unwrap();
        failures.succeed(&tried).await;
    }
    assert_eq!(link.asked(), 1, "only the first waits at all");
}

/// Lets a script see to the only key there is.
fn at_the_key(redis: &TestRedis, script: &str) -> String {
    redis.command(&format!("EVAL \"local key = redis.call('KEYS', '*')[1] {script}\" 0"))
}

#[tokio::test]
async fn each_further_failure_locks_twice_as_long_up_to_a_quarter_of_an_hour() {
    let redis = TestRedis::start();
    let failures = failures(&redis);
    let tried = login("ada");
    for _ in 0..9 {
        failures.begin(&tried).await.unwrap();
    }
    let locks = [0, 15, 30, 60, 120, 240, 480, 900];
    for (shorter, lock) in locks.into_iter().zip(locks.into_iter().skip(1).chain([900])) {
        failures.begin(&tried).await.unwrap();
        let wait = failures.begin(&tried).await.unwrap_err().retry_after;
        assert!(wait <= Duration::from_secs(lock), "{wait:?} of {lock}");
        // The last two are alike; the others differ by more than any machine is slow.
        assert!(wait > Duration::from_secs(shorter.min(480)), "{wait:?} of {lock}");
        at_the_key(&redis, "return redis.call('HSET', key, 'until', 0)");
    }
}

#[tokio::test]
async fn where_the_clock_of_the_server_was_set_back_nobody_waits_for_it_to_catch_up() {
    let redis = TestRedis::start();
    let limiter = limiter(&redis, slow_limits());
    limiter.take(LimitClass::Login, ada()).await.unwrap();
    at_the_key(&redis, "return redis.call('SET', key, '9000000000000000')");
    for left in (0..4).rev() {
        let decision = limiter.take(LimitClass::Login, ada()).await.unwrap();
        assert_eq!((decision.is_allowed, decision.remaining), (true, left));
    }
    redis.command("FLUSHALL");
    let failures = failures(&redis);
    let tried = login("ada");
    failures.begin(&tried).await.unwrap();
    at_the_key(&redis, "return redis.call('HSET', key, 'until', '9000000000000')");
    assert_eq!(failures.begin(&tried).await.unwrap_err().retry_after, Duration::from_mins(15));
    // From then on it runs out.
    let left = at_the_key(&redis, "return redis.call('HGET', key, 'until') - redis.call('TIME')[1] * 1000");
    let left: i64 = left.trim_start_matches(':').parse().unwrap();
    assert!(left <= 901_000, "{left}");
}

#[tokio::test]
async fn what_one_replica_announces_the_other_hears_also_after_redis_was_away() {
    let mut redis = TestRedis::start();
    let [one, other] = [(); 2].map(|()| RedisAnnouncements::new(config(&redis)));
    let of_ada = Announcement::TasksChanged(UserId::new(1815).unwrap());
    let hears = async |announcement: Announcement| {
        // Announced again and again: it may be lost before the other listens.
        let announce = async {
            loop {
                one.announce(announcement);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // What is heard first may have been on its way for long.
        let hear = async { while other.next().await != announcement {} };
        let heard = tokio::time::timeout(LONG, async {
            tokio::select! {
                () = hear => {}
                () = announce => unreachable!(),
            }
        });
        heard.await.expect("nothing is heard");
    };
    let scenario = async {
        hears(Announcement::SessionsEnded).await;
        hears(of_ada).await;
        redis.restart();
        // What was on its way before.
        while tokio::time::timeout(Duration::from_millis(100), other.next()).await.is_ok() {}
        hears(Announcement::SessionsEnded).await;
        hears(of_ada).await;
    };
    tokio::select! {
        () = scenario => {}
        () = one.run() => {}
        () = other.run() => {}
    }
}

/// A writer that is faster than the connection tells one thing once, and loses nothing of the others.
#[tokio::test]
async fn of_many_announcements_each_is_told() {
    let redis = TestRedis::start();
    let [one, other] = [(); 2].map(|()| RedisAnnouncements::new(config(&redis)));
    let owners: Vec<_> = (1..=1000).map(|id| UserId::new(id).unwrap()).collect();
    let scenario = async {
        let last = Announcement::SessionsEnded;
        tokio::select! {
            () = async { while other.next().await != last {} } => {}
            () = async {
                loop {
                    one.announce(last);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            } => {}
        }
        for _ in 0..3 {
            for owner in &owners {
                one.announce(Announcement::TasksChanged(*owner));
            }
        }
        let mut missing: std::collections::HashSet<_> = owners.iter().copied().collect();
        while !missing.is_empty() {
            if let Announcement::TasksChanged(owner) = other.next().await {
                missing.remove(&owner);
            }
        }
    };
    tokio::select! {
        heard = tokio::time::timeout(LONG, scenario) => heard.expect("some are not heard"),
        () = one.run() => {}
        () = other.run() => {}
    }
}
