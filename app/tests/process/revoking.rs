//! Tests of `sessions revoke` while a server is running.

use serde_json::{Value, json};
use tasklane_tests::Client;

use crate::support::{Sandbox, Server, eventually, log_in, sign_up};

const ME: &str = "/api/v1/auth/me";

/// Polls the server until the session has ended. Other tests check the time limit of one second with a manual clock.
async fn wait_until_signed_out(client: &Client) {
    eventually("the session has ended", async || client.get(ME).await.status == 401).await;
    assert_eq!(client.get(ME).await.problem(401), "token-revoked");
}

async fn cannot_refresh(server: &Server, tokens: &Value) {
    let response = server.client().refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(response.problem(401), "refresh-invalid");
}

async fn check(sandbox: &Sandbox) {
    let server = sandbox.start_ready().await;
    let (ada, bob) = (sign_up(&server, "ada").await, sign_up(&server, "bob").await);
    let phone = log_in(&server, "ada").await;

    let finished = sandbox.run(&["sessions", "revoke", "--user", "ADA@example.org"]).await;
    assert_eq!(finished.expect(0), "revoked 2 sessions of ADA@example.org\n");
    wait_until_signed_out(&ada).await;
    cannot_refresh(&server, &phone).await;
    bob.get(ME).await.expect(200);
    log_in(&server, "ada").await;

    let finished = sandbox.run(&["sessions", "revoke", "--all", "--json"]).await;
    assert!(finished.stderr.contains("event=\"session_ended\" ended="), "{finished:?}");
    let report: Value = serde_json::from_str(finished.expect(0)).unwrap();
    assert_eq!(report, json!({"ended": 2}));
    wait_until_signed_out(&bob).await;
    let finished = sandbox.run(&["sessions", "revoke", "--user", "bob", "--json"]).await;
    assert_eq!(finished.expect(0), "{\"ended\":0}\n");
    log_in(&server, "bob").await;
    let finished = sandbox.run(&["sessions", "revoke", "--user", "bob"]).await;
    assert_eq!(finished.expect(0), "revoked 1 session of bob\n");

    let finished = sandbox.run(&["sessions", "revoke", "--user", "nobody"]).await;
    let error_message = finished.expect_error(1);
    assert!(error_message.contains("no user \"nobody\""), "{error_message}");
    assert_eq!(finished.stdout, "");
}

#[tokio::test]
async fn running_server_on_sqlite_applies_the_revocation() {
    check(&Sandbox::on_sqlite()).await;
}

// assures: R408
#[tokio::test]
async fn running_server_on_postgres_applies_the_revocation() {
    check(&Sandbox::on_postgres().await).await;
}

#[tokio::test]
async fn exactly_one_target_must_be_given() {
    let sandbox = Sandbox::on_sqlite();
    for arguments in
        [&["sessions", "revoke"][..], &["sessions", "revoke", "--user", "ada", "--all"], &["sessions"]]
    {
        let finished = sandbox.run(arguments).await;
        assert_eq!(finished.expect(2), "");
    }
    assert!(sandbox.files().is_empty());
}
