//! Several servers with one Redis: the servers share counters while Redis works, and use their own counters while it
//! fails.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tasklane::settings::Settings;
use tasklane_redis::testing::TestRedis;
use tasklane_tests::{Client, Response, Server};

const ME: &str = "/api/v1/auth/me";

/// A timeout long enough for a loaded machine.
const PATIENT: Duration = Duration::from_mins(1);

async fn server(redis: &TestRedis, timeout: Duration, login: &'static str) -> Server {
    let settings = [
        ("RATE_LIMIT_ENABLED", "true"),
        ("RATE_LIMIT_LOGIN", login),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("REDIS_URL", &redis.url()),
    ];
    let set_timeout = |settings: &mut Settings| settings.redis.as_mut().unwrap().timeout = timeout;
    Server::on_memory_with(&settings, set_timeout).await
}

async fn failing_login(client: &Client, forwarded_for: &str) -> Response {
    let request = client.request(Method::POST, "/api/v1/auth/login").header("X-Forwarded-For", forwarded_for);
    // Each address uses a different name, so that no name is locked out.
    let name = format!("nobody-{}", forwarded_for.replace('.', "-"));
    client.send(request.json(&json!({"username": name, "password": "correct horse"}))).await
}

#[tokio::test]
async fn servers_with_one_redis_share_rate_limits() {
    let redis = TestRedis::start();
    let servers = [server(&redis, PATIENT, "4/h").await, server(&redis, PATIENT, "4/h").await];
    for (n, left) in [3, 2, 1, 0].into_iter().enumerate() {
        let response = failing_login(&servers[n % 2].client(), "203.0.113.9").await;
        assert_eq!(response.problem(401), "invalid-credentials");
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""login";r={left};t=900"#)));
    }
    for server in &servers {
        let response = failing_login(&server.client(), "203.0.113.9").await;
        assert_eq!(response.problem(429), "rate-limited");
        // The wait is 900 s minus the time that has passed since the first login.
        let wait: u32 = response.header("retry-after").unwrap().parse().unwrap();
        assert!((600..=900).contains(&wait), "{wait}");
        failing_login(&server.client(), "203.0.113.10").await.problem(401);
    }
}

#[tokio::test]
async fn servers_with_one_redis_share_lockouts() {
    let redis = TestRedis::start();
    let servers = [server(&redis, PATIENT, "off").await, server(&redis, PATIENT, "off").await];
    for n in 0..10 {
        servers[n % 2].client().log_in("nobody", "wrong horse").await.problem(401);
    }
    for server in &servers {
        assert_eq!(server.client().log_in("nobody", "correct horse").await.problem(429), "rate-limited");
    }
}

// assures: R820
#[tokio::test]
async fn server_without_its_redis_counts_by_itself() {
    let mut redis = TestRedis::start();
    let server = server(&redis, Duration::from_millis(40), "4/h").await;
    let ada = server.sign_up("ada").await;
    let bob = server.sign_up("bob").await;
    bob.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
    for (n, misfortune) in ["frozen", "flushed", "killed"].into_iter().enumerate() {
        match misfortune {
            "frozen" => redis.freeze(),
            "flushed" => {
                redis.thaw();
                assert_eq!(redis.command("FLUSHALL"), "+OK");
            }
            _ => redis.kill(),
        }
        let address = format!("203.0.113.{n}");
        let mut responses = Vec::new();
        while responses.last() != Some(&429) && responses.len() < 20 {
            responses.push(failing_login(&server.client(), &address).await.status.as_u16());
        }
        // Redis may have counted up to four attempts, and the server up to four more, so four to eight are accepted.
        let let_in = responses.iter().filter(|status| **status == 401).count();
        assert!((4..=8).contains(&let_in), "{misfortune}: {responses:?}");
        assert_eq!(
            (let_in + 1, responses.last()),
            (responses.len(), Some(&429)),
            "{misfortune}: {responses:?}"
        );
        assert_eq!(bob.api.get(ME).await.problem(401), "token-revoked");
        ada.api.get(ME).await.expect(200);
        ada.create_task(misfortune).await;
        assert!(server.client().log_in("ada", "correct horse").await.status.as_u16() < 500);
    }
}

// assures: R811, R820
#[tokio::test]
async fn missing_redis_does_not_block_requests() {
    let mut redis = TestRedis::start();
    redis.kill();
    let server = server(&redis, Duration::from_millis(40), "4/h").await;
    let ada = server.sign_up("ada").await;
    ada.create_task("Buy milk").await;
    for left in [3, 2, 1, 0] {
        let response = failing_login(&server.client(), "203.0.113.9").await;
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""login";r={left};t=900"#)));
    }
    assert_eq!(failing_login(&server.client(), "203.0.113.9").await.problem(429), "rate-limited");
    assert_eq!(server.client().get("/health/ready").await.expect(200)["status"], "degraded");
}
