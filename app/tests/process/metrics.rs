//! The metrics of a running server.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use reqwest::Method;
use serde_json::json;
use tasklane_redis::testing::TestRedis;
use tasklane_tests::{LiveStream, PrometheusText};

use crate::support::{PASSWORD, Sandbox, Server, eventually, sign_up};

const CANARY: &str = "kanarienvogel";

/// Returns the type and labels of each metric in docs/METRICS.md. Metrics that only PostgreSQL or Redis have are
/// included if `postgres` is true.
fn documented(postgres: bool) -> BTreeMap<String, (String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/METRICS.md");
    let document = fs::read_to_string(path).unwrap();
    let rows =
        document.lines().filter(|line| line.starts_with("| `tasklane_") || line.starts_with("| `process_"));
    let rows = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let is_there = |row: &Vec<&str>| {
        postgres || !["PostgreSQL: ", "Redis: "].iter().any(|only| row[5].starts_with(only))
    };
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    rows.filter(is_there).map(|row| (names(row[1])[0].clone(), (row[2].to_owned(), names(row[3])))).collect()
}

fn shown(exposition: &PrometheusText) -> BTreeMap<String, (String, Vec<String>)> {
    exposition
        .families()
        .map(|(name, family)| {
            assert!(family.has_help, "{name}");
            (name.to_owned(), (family.kind.clone(), family.labels.iter().cloned().collect()))
        })
        .collect()
}

/// Sends successful and rejected requests, with values that must not appear in metrics.
async fn call_api(server: &Server) {
    let ada = sign_up(server, "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": CANARY})).await.expect(201);
    ada.get(&format!("/api/v1/tasks/{}", task["id"])).await.expect(200);
    ada.get(&format!("/api/v1/tasks/{}", 999_999)).await.problem(404);
    ada.get(&format!("/api/{CANARY}")).await.problem(404);
    ada.get(&format!("/api/v1/{CANARY}")).await.problem(404);
    let brew = ada.request(Method::from_bytes(CANARY.as_bytes()).unwrap(), "/api/v1/tasks");
    ada.send(brew).await.problem(405);
    server.client().log_in("ada", CANARY).await.problem(401);
    server.client().with_token(CANARY).get("/api/v1/auth/me").await.problem(401);
    server.client().post("/api/v1/auth/password/forgot", &json!({"username": "ada"})).await.expect(202);
}

async fn metrics_match_the_documentation(sandbox: Sandbox, postgres: bool) {
    let sandbox =
        sandbox.with("METRICS_ADDR", "127.0.0.1:0").with("LOG_LEVEL", "warn,tasklane::commands=info");
    let sandbox = sandbox.with("MAIL_URL", "file:mails").with("MAIL_FROM", "tasks@example.org");
    let sandbox = sandbox.with("PUBLIC_URL", "http://tasks.example.org");
    let server = sandbox.start_ready().await;
    call_api(&server).await;
    let mail_was_sent = async || server.metrics().await.contains("tasklane_mail_attempts_total{");
    eventually("the mail is sent", mail_was_sent).await;
    let text = server.metrics().await;
    for secret in [CANARY, PASSWORD, "/999999", "ada", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let exposition = PrometheusText::parse(&text);
    assert_eq!(shown(&exposition), documented(postgres));

    let requests = |labels: &[(&str, &str)]| exposition.count("tasklane_http_requests_total", labels);
    assert_eq!(requests(&[("route", "/api/v1/tasks"), ("method", "POST"), ("status", "201")]), 1);
    assert_eq!(requests(&[("route", "/api/v1/tasks/{id}"), ("status", "200")]), 1);
    assert_eq!(requests(&[("route", "/api/v1/tasks/{id}"), ("status", "404")]), 1);
    assert_eq!(requests(&[("route", "none"), ("status", "404")]), 2);
    assert_eq!(requests(&[("method", "other"), ("status", "405")]), 1);
    let of_tasks = [("route", "/api/v1/tasks"), ("method", "POST")];
    assert_eq!(exposition.count("tasklane_http_request_seconds_count", &of_tasks), 1);
    assert_eq!(exposition.count("tasklane_http_requests_in_flight", &[]), 0);
    // Events below the log level are counted, too.
    for (event, count) in [("registered", 1), ("logged_in", 1), ("credentials_refused", 1), ("failed", 0)] {
        assert_eq!(exposition.count("tasklane_events_total", &[("event", event)]), count, "{event}");
    }
    assert_eq!(exposition.count("tasklane_password_hash_seconds_count", &[]), 3);
    assert_eq!(exposition.count("tasklane_password_hashes_running", &[]), 0);
    assert!(exposition.value("tasklane_database_call_seconds_count", &[("access", "write")]) >= 3.0);
    assert!(exposition.value("process_resident_memory_bytes", &[]) > 1_000_000.0);
    assert!(exposition.value("process_open_fds", &[]) > 3.0);
    server.stop().await.expect(0);
}

// assures: R901
#[tokio::test]
async fn metrics_match_the_documentation_on_sqlite() {
    metrics_match_the_documentation(Sandbox::on_sqlite(), false).await;
}

#[tokio::test]
async fn metrics_match_the_documentation_on_postgres_with_a_redis() {
    let redis = TestRedis::start();
    let sandbox =
        Sandbox::on_postgres().await.with("REDIS_URL", &redis.url()).with("REDIS_TIMEOUT_MS", "1000");
    metrics_match_the_documentation(sandbox.with("RATE_LIMIT_ENABLED", "true"), true).await;
}

// assures: R610
#[tokio::test]
async fn metrics_listener_serves_only_metrics_and_probes() {
    // Probes are served on both listeners.
    let server = Sandbox::on_sqlite().with("METRICS_ADDR", "127.0.0.1:0").start_ready().await;
    let here = server.get("/metrics").await;
    // If the web app is embedded, it responds to unknown paths.
    if here.header("content-type") != Some("text/html; charset=utf-8") {
        here.problem(404);
    }
    assert!(!here.text.contains("tasklane_http_requests"), "the API must not serve metrics");
    let there = server.metrics_url();
    assert!(!there.contains(&server.address().to_string()));
    for (path, status) in
        [("/health", 200), ("/api/docs", 404), ("/api/v1/tasks", 404), ("/", 404), ("/metrics", 200)]
    {
        let response = reqwest::get(there.replace("/metrics", path)).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
    }
}

#[tokio::test]
async fn rejected_requests_and_open_streams_are_counted() {
    let sandbox = Sandbox::on_sqlite().with("METRICS_ADDR", "127.0.0.1:0");
    let server =
        sandbox.with("RATE_LIMIT_ENABLED", "true").with("RATE_LIMIT_LOGIN", "4/h").start_ready().await;
    let ada = sign_up(&server, "ada").await;
    for _ in 1..4 {
        server.client().log_in("ada", PASSWORD).await.expect(200);
    }
    server.client().log_in("ada", PASSWORD).await.problem(429);
    let exposition = PrometheusText::parse(&server.metrics().await);
    assert_eq!(exposition.count("tasklane_rate_limited_total", &[("class", "login")]), 1);
    assert_eq!(exposition.count("tasklane_rate_limited_total", &[("class", "read")]), 0);
    assert_eq!(exposition.count("tasklane_events_total", &[("event", "rate_limited")]), 1);

    let open = async || PrometheusText::parse(&server.metrics().await).count("tasklane_streams_open", &[]);
    let stream = LiveStream::open(&ada).await;
    assert_eq!(open().await, 1);
    drop(stream);
    eventually("the stream is closed", async || open().await == 0).await;
}
