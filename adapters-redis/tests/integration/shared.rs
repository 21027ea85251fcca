//! The Redis adapters satisfy the contracts of their ports, even if the server fails.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::clock::Clock;
use tasklane_core::contract_tests;
use tasklane_core::ids::UserId;
use tasklane_core::limit::{Decision, LimitClass, LimitKey, Limits, RateLimiter};
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::{at, slow_limits};
use tasklane_core::user::{Attempt, FailedAttempts, LockedOut, LoginName, NoopAttempts};
use tasklane_redis::testing::TestRedis;
use tasklane_redis::{RedisAnnouncements, RedisClient, RedisConfig, RedisFailures, RedisLimiter};
use tasklane_runtime::AnnouncementFeed;

/// A generous timeout for a healthy server on a busy machine.
const HEALTHY_TIMEOUT: Duration = Duration::from_secs(30);
/// The timeout for a failed server.
const FAILED_TIMEOUT: Duration = Duration::from_millis(40);

/// A fallback whose decisions have 77 remaining requests. All quotas of the tests are smaller.
struct Fallback;

#[async_trait::async_trait]
impl RateLimiter for Fallback {
    async fn take(&self, class: LimitClass, _: LimitKey) -> Option<Decision> {
        let quota = slow_limits().quota_for(class)?;
        Some(Decision { class, quota, is_allowed: true, remaining: 77, next_after: Duration::ZERO })
    }

    async fn refund(&self, _: LimitClass, _: LimitKey) {}
}

fn config(redis: &TestRedis) -> RedisConfig {
    RedisConfig::parse(&redis.url().into(), None).unwrap()
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(at(0)))
}

fn client(redis: &TestRedis, timeout: Duration, clock: Arc<dyn Clock>) -> RedisClient {
    RedisClient::new(config(redis), &"one secret of thirty-two letters".into(), timeout, clock)
}

fn limiter(redis: &TestRedis, limits: Limits) -> Arc<dyn RateLimiter> {
    Arc::new(RedisLimiter::new(limits, client(redis, HEALTHY_TIMEOUT, clock()), Arc::new(Fallback)))
}

fn failures(redis: &TestRedis) -> Arc<dyn FailedAttempts> {
    Arc::new(RedisFailures::new(client(redis, HEALTHY_TIMEOUT, clock()), Arc::new(NoopAttempts)))
}

/// Returns a login attempt from a known network. A failure increments only the counter of the name and network, not the
/// counter of the name.
fn login(name: &str) -> Attempt {
    Attempt::login(&LoginName::parse(name).unwrap(), NetworkBlock::UNSPECIFIED, true, None)
}

fn ada() -> LimitKey {
    LimitKey::User(UserId::new(1815).unwrap())
}

async fn fresh_limiter() -> (Arc<dyn RateLimiter>, TestRedis) {
    let redis = TestRedis::start();
    (limiter(&redis, slow_limits()), redis)
}

async fn fresh_failures() -> (Arc<dyn FailedAttempts>, TestRedis) {
    let redis = TestRedis::start();
    (failures(&redis), redis)
}

contract_tests!(fresh_limiter: rate_limiter);
contract_tests!(fresh_failures: failed_attempts);

#[tokio::test]
async fn replicas_share_counters_whose_keys_expire_and_hide_names() {
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
    let subject = login("ada@example.org");
    let counters = [failures(&redis), failures(&redis)];
    for counter in counters.iter().cycle().take(10) {
        counter.begin(&subject).await.unwrap();
    }
    for counter in &counters {
        let LockedOut { retry_after } = counter.begin(&subject).await.unwrap_err();
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
async fn counting_starts_over_after_redis_lost_its_data() {
    let mut redis = TestRedis::start();
    let limiter = limiter(&redis, slow_limits());
    let take = async || limiter.take(LimitClass::Login, ada()).await.unwrap().remaining;
    assert_eq!((take().await, take().await), (3, 2));
    assert_eq!(redis.command("FLUSHALL"), "+OK");
    assert_eq!(redis.command("SCRIPT FLUSH"), "+OK");
    assert_eq!((take().await, take().await), (3, 2));
    redis.restart();
    let clock = clock();
    let patient =
        RedisLimiter::new(slow_limits(), client(&redis, HEALTHY_TIMEOUT, clock), Arc::new(Fallback));
    assert_eq!(patient.take(LimitClass::Login, ada()).await.unwrap().remaining, 3);
}

/// Counts requests until a decision has the expected source, Redis or the fallback. Before each request, advances the
/// clock by the pause of the circuit breaker.
async fn takes_until(limiter: &RedisLimiter, clock: &ManualClock, from_redis: bool) {
    let start = Instant::now();
    while start.elapsed() < HEALTHY_TIMEOUT {
        clock.advance(TimeDelta::seconds(5));
        let decision = limiter.take(LimitClass::Write, ada()).await.unwrap();
        if (decision.remaining != 77) == from_redis {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "a decision must come from the expected source within {HEALTHY_TIMEOUT:?}, from_redis: {from_redis}"
    );
}

// assures: R820
#[tokio::test]
async fn failed_server_is_not_called_and_is_used_again_after_recovery() {
    let mut redis = TestRedis::start();
    let clock = clock();
    let client = client(&redis, FAILED_TIMEOUT, clock.clone());
    let limiter = RedisLimiter::new(slow_limits(), client.clone(), Arc::new(Fallback));
    takes_until(&limiter, &clock, true).await;
    redis.freeze();
    takes_until(&limiter, &clock, false).await;
    // The clock does not advance, so the circuit breaker remains open and no command is sent.
    let sent = client.commands_sent();
    for _ in 0..1000 {
        assert_eq!(limiter.take(LimitClass::Write, ada()).await.unwrap().remaining, 77);
    }
    assert_eq!(client.commands_sent(), sent);
    redis.thaw();
    takes_until(&limiter, &clock, true).await;
    redis.kill();
    takes_until(&limiter, &clock, false).await;
    redis.restart();
    takes_until(&limiter, &clock, true).await;
}

// assures: R820
#[tokio::test]
async fn silent_server_delays_only_the_first_request() {
    let hole = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", hole.local_addr().unwrap());
    let config = RedisConfig::parse(&url.into(), None).unwrap();
    let client =
        RedisClient::new(config, &"one secret of thirty-two letters".into(), FAILED_TIMEOUT, clock());
    let limiter = RedisLimiter::new(slow_limits(), client.clone(), Arc::new(Fallback));
    let failures = RedisFailures::new(client.clone(), Arc::new(NoopAttempts));
    let subject = login("ada");
    for _ in 0..1000 {
        assert_eq!(limiter.take(LimitClass::Write, ada()).await.unwrap().remaining, 77);
        failures.begin(&subject).await.unwrap();
        failures.succeed(&subject).await;
    }
    assert_eq!(client.commands_sent(), 1, "only the first request must wait");
}

/// Runs a script on the only key.
fn eval_on_key(redis: &TestRedis, script: &str) -> String {
    redis.command(&format!("EVAL \"local key = redis.call('KEYS', '*')[1] {script}\" 0"))
}

#[tokio::test]
async fn each_further_failure_doubles_the_lock_up_to_15_minutes() {
    let redis = TestRedis::start();
    let failures = failures(&redis);
    let subject = login("ada");
    for _ in 0..9 {
        failures.begin(&subject).await.unwrap();
    }
    let locks = [0, 15, 30, 60, 120, 240, 480, 900];
    for (shorter, lock) in locks.into_iter().zip(locks.into_iter().skip(1).chain([900])) {
        failures.begin(&subject).await.unwrap();
        let wait = failures.begin(&subject).await.unwrap_err().retry_after;
        assert!(wait <= Duration::from_secs(lock), "{wait:?} of {lock}");
        // Each lock is longer than the lock before it, except the last lock, which is again 900 s. The differences
        // exceed any delay of the machine.
        assert!(wait > Duration::from_secs(shorter.min(480)), "{wait:?} of {lock}");
        eval_on_key(&redis, "return redis.call('HSET', key, 'until', 0)");
    }
}

// assures: R821
#[tokio::test]
async fn setting_the_clock_of_redis_back_does_not_extend_waits() {
    let redis = TestRedis::start();
    let limiter = limiter(&redis, slow_limits());
    limiter.take(LimitClass::Login, ada()).await.unwrap();
    eval_on_key(&redis, "return redis.call('SET', key, '9000000000000000')");
    for left in (0..4).rev() {
        let decision = limiter.take(LimitClass::Login, ada()).await.unwrap();
        assert_eq!((decision.is_allowed, decision.remaining), (true, left));
    }
    redis.command("FLUSHALL");
    let failures = failures(&redis);
    let subject = login("ada");
    failures.begin(&subject).await.unwrap();
    eval_on_key(&redis, "return redis.call('HSET', key, 'until', '9000000000000')");
    assert_eq!(failures.begin(&subject).await.unwrap_err().retry_after, Duration::from_mins(15));
    // The stored end of the lock was corrected too, so the lock expires after 15 minutes.
    let left = eval_on_key(&redis, "return redis.call('HGET', key, 'until') - redis.call('TIME')[1] * 1000");
    let left: i64 = left.trim_start_matches(':').parse().unwrap();
    assert!(left <= 901_000, "{left}");
}

#[tokio::test]
async fn announcements_arrive_even_after_a_redis_outage() {
    let mut redis = TestRedis::start();
    let [one, other] = [(); 2].map(|()| RedisAnnouncements::new(config(&redis)));
    let of_ada = Announcement::TasksChanged(UserId::new(1815).unwrap());
    let receives = async |announcement: Announcement| {
        // Announces repeatedly, because an announcement is lost if the other replica is not yet subscribed.
        let announce = async {
            loop {
                one.announce(announcement);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // The first received announcement may be an earlier announcement.
        let receive = async { while other.next().await != announcement {} };
        let result = tokio::time::timeout(HEALTHY_TIMEOUT, async {
            tokio::select! {
                () = receive => {}
                () = announce => unreachable!(),
            }
        });
        result.await.expect("the announcement must be received in time");
    };
    let scenario = async {
        receives(Announcement::SessionsEnded).await;
        receives(of_ada).await;
        redis.restart();
        // Discards the announcements that were sent before the restart.
        while tokio::time::timeout(Duration::from_millis(100), other.next()).await.is_ok() {}
        receives(Announcement::SessionsEnded).await;
        receives(of_ada).await;
    };
    tokio::select! {
        () = scenario => {}
        () = one.run() => {}
        () = other.run() => {}
    }
}

/// Equal announcements are merged while they are queued. Each different announcement is delivered.
#[tokio::test]
async fn each_of_many_announcements_is_delivered() {
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
        result = tokio::time::timeout(HEALTHY_TIMEOUT, scenario) => {
            result.expect("all announcements must arrive in time");
        }
        () = one.run() => {}
        () = other.run() => {}
    }
}
