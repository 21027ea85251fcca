//! Redis holds nothing that could not be lost: whatever happens to it, no request fails, and none waits for long.

use std::time::{Duration, Instant};

use serde_json::json;
use tasklane_redis::testing::TestRedis;
use tasklane_tests::Client;
use tokio::time::sleep;

use crate::harness::{Load, OUTAGE, Proxy, Site, Vigil, Way, median};
use crate::support::{PASSWORD, Workplace, log_in, sign_up};

const ME: &str = "/api/v1/auth/me";
/// What a request may take longer for want of Redis, and what any may take longer on a machine that is shared.
const LONGER: Duration = Duration::from_millis(50 + 100);
const REQUESTS: usize = 50;
/// From so many wrong passwords for one name on, more are refused.
const WRONG_PASSWORDS: usize = 10;

/// Each request asks Redis, for it counts.
async fn time_of_a_request(api: &Client) -> Duration {
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        let begin = Instant::now();
        api.get(ME).await.expect(200);
        times.push(begin.elapsed());
    }
    median(times)
}

/// Counted by this server or by all, what is too much is refused. Some of it may have been counted there and some here.
async fn limits_keep_working(site: &Site, name: &str) {
    let nobody = site.server().client();
    let mut tried = 0;
    while nobody.log_in(name, "wrong horse").await.status != 429 {
        tried += 1;
        assert!(tried <= 2 * WRONG_PASSWORDS, "{name}: nothing is limited");
    }
}

async fn is_done_without(site: &Site, load: &Load, out: &Client, ada: &Client, what: &str) {
    let takes = time_of_a_request(ada).await;
    load.until_acknowledged(100).await;
    assert_eq!(out.get(ME).await.problem(401), "token-revoked", "{what}");
    limits_keep_working(site, what).await;
    println!("{what}: a request takes {takes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_to_redis_no_request_fails() {
    let mut redis = TestRedis::start();
    let there = redis.url().trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let proxy = Proxy::to(&there).await;
    let place = Workplace::on_postgres().await.with("RATE_LIMIT_ENABLED", "true");
    let place = place.with("RATE_LIMIT_READ", "100000/s").with("RATE_LIMIT_REGISTER", "off");
    let place = place.with("RATE_LIMIT_LOGIN", "off");
    let mut site = Site::open(place.with("REDIS_URL", &format!("redis://{}/", proxy.address()))).await;
    let ada = sign_up(site.server(), "ada").await;
    let (vigil, load) = (Vigil::over(&site), Load::on(&site).await);
    let tokens = log_in(site.server(), "ada").await;
    let out = site.server().client().with_token(tokens["access_token"].as_str().unwrap());
    out.post("/api/v1/auth/logout", &json!({})).await.expect(204);
    let healthy = time_of_a_request(&ada).await;

    for what in ["healthy", "black-holed", "reset", "frozen", "thawed", "flushed", "killed", "restarted"] {
        match what {
            "black-holed" => proxy.set(Way::BlackHole),
            "reset" => proxy.set(Way::Closed),
            "frozen" => {
                proxy.set(Way::Open);
                redis.freeze();
            }
            "thawed" => redis.thaw(),
            "flushed" => assert_eq!(redis.command("FLUSHALL"), "+OK"),
            "killed" => redis.kill(),
            "restarted" => redis.restart(),
            _ => {}
        }
        is_done_without(&site, &load, &out, &ada, what).await;
        sleep(OUTAGE / 2).await;
        let takes = time_of_a_request(&ada).await;
        assert!(takes < healthy + LONGER, "{what}: {takes:?} instead of {healthy:?}");
        vigil.until_ready(true).await;
        assert_eq!(site.server().client().log_in("ada", PASSWORD).await.status, 200);
    }
    let ledger = load.stop().await;
    vigil.end().await;
    assert_eq!(ledger.seen.failed(), 0, "{:?}", ledger.seen.statuses());
    ledger.must_be_true("Redis gone").await;
    site.stop().await;
}
