//! Redis faults: no request fails, and requests take only slightly longer.

use std::time::{Duration, Instant};

use serde_json::json;
use tasklane_redis::testing::TestRedis;
use tasklane_tests::Client;
use tokio::time::sleep;

use crate::harness::{Load, Mode, OUTAGE, ProbeLoop, Proxy, RestartableServer, median};
use crate::support::{PASSWORD, Sandbox, log_in, sign_up};

const ME: &str = "/api/v1/auth/me";
/// Maximum additional duration of a request without Redis, plus an allowance for a busy machine.
const MAX_ADDITIONAL_DURATION: Duration = Duration::from_millis(50 + 100);
const REQUESTS: usize = 50;
/// After this number of failures for one name, further attempts are rejected.
const WRONG_PASSWORDS: usize = 10;

/// Returns the median duration of a request that is counted in Redis.
async fn time_of_a_request(api: &Client) -> Duration {
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        let begin = Instant::now();
        api.get(ME).await.expect(200);
        times.push(begin.elapsed());
    }
    median(times)
}

/// Checks that the lockout still applies. Redis may have counted some attempts and the server the rest of them, so up
/// to twice as many attempts are allowed.
async fn expect_limits_still_apply(restartable: &RestartableServer, name: &str) {
    let anonymous = restartable.server().client();
    let mut tried = 0;
    while anonymous.log_in(name, "wrong horse").await.status != 429 {
        tried += 1;
        assert!(tried <= 2 * WRONG_PASSWORDS, "{name}: further attempts must be rejected");
    }
}

async fn expect_service_without_redis(
    restartable: &RestartableServer,
    load: &Load,
    out: &Client,
    ada: &Client,
    what: &str,
) {
    let takes = time_of_a_request(ada).await;
    load.wait_for_acknowledged_writes(100).await;
    assert_eq!(out.get(ME).await.problem(401), "token-revoked", "{what}");
    expect_limits_still_apply(restartable, what).await;
    println!("{what}: a request takes {takes:?}");
}

// assures: R820
#[tokio::test(flavor = "multi_thread")]
async fn redis_faults_fail_no_request() {
    let mut redis = TestRedis::start();
    let there = redis.url().trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let proxy = Proxy::to(&there).await;
    let sandbox = Sandbox::on_postgres().await.with("RATE_LIMIT_ENABLED", "true");
    let sandbox = sandbox.with("RATE_LIMIT_READ", "100000/s").with("RATE_LIMIT_REGISTER", "off");
    let sandbox = sandbox.with("RATE_LIMIT_LOGIN", "off");
    let mut restartable =
        RestartableServer::open(sandbox.with("REDIS_URL", &format!("redis://{}/", proxy.address()))).await;
    let ada = sign_up(restartable.server(), "ada").await;
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);
    let tokens = log_in(restartable.server(), "ada").await;
    let out = restartable.server().client().with_token(tokens["access_token"].as_str().unwrap());
    out.post("/api/v1/auth/logout", &json!({})).await.expect(204);
    let healthy = time_of_a_request(&ada).await;

    for what in ["healthy", "black-holed", "reset", "frozen", "thawed", "flushed", "killed", "restarted"] {
        match what {
            "black-holed" => proxy.set(Mode::BlackHole),
            "reset" => proxy.set(Mode::Closed),
            "frozen" => {
                proxy.set(Mode::Open);
                redis.freeze();
            }
            "thawed" => redis.thaw(),
            "flushed" => assert_eq!(redis.command("FLUSHALL"), "+OK"),
            "killed" => redis.kill(),
            "restarted" => redis.restart(),
            _ => {}
        }
        expect_service_without_redis(&restartable, &load, &out, &ada, what).await;
        sleep(OUTAGE / 2).await;
        let takes = time_of_a_request(&ada).await;
        assert!(takes < healthy + MAX_ADDITIONAL_DURATION, "{what}: {takes:?} must be close to {healthy:?}");
        probes.wait_until_ready(true).await;
        assert_eq!(restartable.server().client().log_in("ada", PASSWORD).await.status, 200);
    }
    let check = load.stop().await;
    probes.end().await;
    assert_eq!(check.seen.failed(), 0, "{:?}", check.seen.statuses());
    check.expect_consistent("Redis unavailable").await;
    restartable.stop().await;
}
