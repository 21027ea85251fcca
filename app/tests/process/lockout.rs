//! A lockout is told to who runs the server: somebody may be guessing a password.

use crate::support::Workplace;

#[tokio::test]
async fn a_lockout_is_a_warning_in_the_log_and_names_nobody() {
    let place = Workplace::on_sqlite().with("RATE_LIMIT_ENABLED", "true").with("RATE_LIMIT_LOGIN", "off");
    let server = place.start_ready().await;
    for _ in 0..10 {
        assert_eq!(server.client().log_in("canary", "wrong horse").await.status, 401);
    }
    assert_eq!(server.client().log_in("canary", "wrong horse").await.problem(429), "rate-limited");
    let finished = server.stop().await;
    let log = finished.log();
    let warnings: Vec<_> = log.iter().filter(|line| line["level"] == "WARN").collect();
    assert_eq!(warnings.len(), 1, "{log:?}");
    assert_eq!((&warnings[0]["problem"], &warnings[0]["ip"]), (&"rate-limited".into(), &"127.0.0.1".into()));
    assert!(warnings[0]["cause"].as_str().unwrap().contains("lockout"));
    assert!(!finished.stdout.contains("canary"));
}
