//! Lockouts are logged, because they may be caused by password guessing.

use serde_json::Value;

use crate::support::{Sandbox, sign_up};

#[tokio::test]
async fn lockout_is_logged_as_a_warning_without_a_name() {
    let sandbox = Sandbox::on_sqlite().with("RATE_LIMIT_ENABLED", "true").with("RATE_LIMIT_LOGIN", "off");
    let server = sandbox.start_ready().await;
    for _ in 0..10 {
        assert_eq!(server.client().log_in("canary", "wrong horse").await.status, 401);
    }
    assert_eq!(server.client().log_in("canary", "wrong horse").await.problem(429), "rate-limited");
    let finished = server.stop().await;
    let log = finished.log();
    let warnings: Vec<_> = log.iter().filter(|line| line["level"] == "WARN").collect();
    assert_eq!(warnings.len(), 1, "{log:?}");
    assert_eq!((&warnings[0]["problem"], &warnings[0]["ip"]), (&"rate-limited".into(), &"127.0.0.1".into()));
    assert_eq!((&warnings[0]["event"], &warnings[0]["user_id"]), (&"locked_out".into(), &Value::Null));
    assert!(warnings[0]["cause"].as_str().unwrap().contains("lockout"));
    assert!(!finished.stdout.contains("canary"));
}

#[tokio::test]
async fn log_names_the_account_and_the_response_does_not() {
    let sandbox = Sandbox::on_sqlite().with("RATE_LIMIT_ENABLED", "true").with("RATE_LIMIT_LOGIN", "off");
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    let mut responses = Vec::new();
    for name in ["ada", "nobody"] {
        for _ in 0..11 {
            let response = server.client().log_in(name, "wrong horse").await;
            let json = response.json();
            responses.push((response.status, json["code"].clone(), json["detail"].clone()));
        }
    }
    assert_eq!(responses[..11], responses[11..]);
    let log = server.stop().await.log();
    let users_of = |event: &str| -> Vec<bool> {
        let lines = log.iter().filter(|line| line["event"] == event);
        lines.map(|line| line["user_id"].is_i64()).collect()
    };
    assert_eq!(users_of("credentials_refused"), [[true; 10], [false; 10]].concat());
    assert_eq!(users_of("locked_out"), [true, false]);
}
