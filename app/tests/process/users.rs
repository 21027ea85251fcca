//! Tests of `user` while a server is running.

use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ProcessOutput, Sandbox, eventually, log_in, sign_up};

const ME: &str = "/api/v1/auth/me";
const ADA: [&str; 6] = ["create", "--email", "Ada@example.org", "--username", "Ada", "--password-stdin"];

/// Runs the command with a password on standard input.
async fn user(sandbox: &Sandbox, arguments: &[&str], password: &str) -> ProcessOutput {
    let mut command = sandbox.command(&[&["user"], arguments].concat());
    sandbox.write("password", password);
    command.stdin(Stdio::from(std::fs::File::open(sandbox.path("password")).unwrap()));
    Sandbox::run_by(&mut command).await
}

async fn expect_signed_out(server: &crate::support::Server, token: &str) {
    let api = server.client().with_token(token);
    eventually("the server rejects the token", async || api.get(ME).await.status == 401).await;
    assert_eq!(api.get(ME).await.problem(401), "token-revoked");
}

async fn users_are_added_listed_and_changed(sandbox: &Sandbox) {
    let server = sandbox.start_ready().await;
    let added = user(sandbox, &ADA, "correct horse battery\n").await;
    assert!(added.expect(0).starts_with("added Ada, id "), "{added:?}");
    let again = user(sandbox, &ADA, "correct horse battery\n").await;
    assert!(again.expect_error(1).contains("the e-mail address is taken"), "{again:?}");
    let bob = [
        &["create", "--email", "bob@example.org", "--username", "bob", "--name", "Bob"][..],
        &["--password-stdin", "--json"],
    ]
    .concat();
    let bob: Value =
        serde_json::from_str(user(sandbox, &bob, "correct horse battery").await.expect(0)).unwrap();
    assert_eq!(
        (&bob["username"], &bob["name"], &bob["is_active"]),
        (&json!("bob"), &json!("Bob"), &json!(true))
    );
    let listed = sandbox.run(&["user", "list", "--json"]).await;
    let listed: Vec<Value> =
        listed.expect(0).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(listed.iter().map(|user| &user["username"]).collect::<Vec<_>>(), ["Ada", "bob"]);
    assert_eq!(listed[1], bob);
    let after = listed[0]["id"].to_string();
    for (arguments, count) in [(&["--after", &after][..], 2), (&["--limit", "1"], 2), (&[], 3)] {
        let rows = sandbox.run(&[&["user", "list"], arguments].concat()).await;
        assert_eq!(rows.expect(0).lines().count(), count, "{rows:?}");
    }

    let token = log_in(&server, "ada").await["access_token"].as_str().unwrap().to_owned();
    let set = user(sandbox, &["set-password", "ADA", "--password-stdin"], "battery staple\r\n").await;
    assert!(set.stderr.contains("event=\"password_changed\""), "{set:?}");
    assert_eq!(set.expect(0), "set the password of Ada and revoked 1 session\n");
    expect_signed_out(&server, &token).await;
    assert_eq!(
        server.client().log_in("ada", "correct horse battery").await.problem(401),
        "invalid-credentials"
    );
    let (token, _) = server.client().log_in("ada", "battery staple").await.tokens();

    let deactivated = sandbox.run(&["user", "deactivate", "ada@example.org"]).await;
    deactivated.expect(0);
    let logged = format!("event=\"account_deactivated\" user_id={after}");
    assert!(deactivated.stderr.contains(&logged), "{deactivated:?}");
    expect_signed_out(&server, &token).await;
    assert_eq!(server.client().log_in("ada", "battery staple").await.problem(403), "account-inactive");
    let inactive = sandbox.run(&["user", "list", "--limit", "1"]).await;
    assert!(inactive.expect(0).contains("\tinactive\t"), "{inactive:?}");
    sandbox.run(&["user", "activate", "ada"]).await.expect(0);
    server.client().log_in("ada", "battery staple").await.tokens();
    expect_signed_out(&server, &token).await;
    server.stop().await.expect(0);
}

// assures: R214
#[tokio::test]
async fn users_are_added_listed_and_changed_on_sqlite() {
    users_are_added_listed_and_changed(&Sandbox::on_sqlite()).await;
}

// assures: R214
#[tokio::test]
async fn users_are_added_listed_and_changed_on_postgres() {
    users_are_added_listed_and_changed(&Sandbox::on_postgres().await).await;
}

/// The failed attempts are counted in the memory of the server, which the command can't access.
async fn running_server_applies_an_unlock(sandbox: Sandbox) {
    let sandbox = sandbox.with("RATE_LIMIT_ENABLED", "true").with("RATE_LIMIT_LOGIN", "off");
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    let log_in = async |password: &str| server.client().log_in("ada", password).await;
    for _ in 0..10 {
        assert_eq!(log_in("wrong horse").await.problem(401), "invalid-credentials");
    }
    assert_eq!(log_in(crate::support::PASSWORD).await.problem(429), "rate-limited");
    let unlocked = sandbox.run(&["user", "unlock", "ADA@example.org"]).await;
    assert!(unlocked.stderr.contains("event=\"account_unlocked\""), "{unlocked:?}");
    assert_eq!(unlocked.expect(0), "reset the failed attempts of ada\n");
    log_in(crate::support::PASSWORD).await.tokens();
    server.stop().await.expect(0);
}

#[tokio::test]
async fn running_server_applies_an_unlock_on_sqlite() {
    running_server_applies_an_unlock(Sandbox::on_sqlite()).await;
}

#[tokio::test]
async fn running_server_applies_an_unlock_on_postgres() {
    running_server_applies_an_unlock(Sandbox::on_postgres().await).await;
}

#[tokio::test]
async fn unknown_user_is_a_failure() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    for arguments in [
        &["activate", "nobody"][..],
        &["deactivate", "nobody"],
        &["unlock", "nobody"],
        &["set-password", "nobody", "--password-stdin"],
    ] {
        let finished = user(&sandbox, arguments, "correct horse battery").await;
        assert!(finished.expect_error(1).contains("no such user"), "{finished:?}");
        assert_eq!(finished.stdout, "");
    }
}

#[tokio::test]
async fn invalid_argument_is_a_usage_error_and_shows_no_password() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    for arguments in [
        &["create", "--username", "ada", "--password-stdin"][..],
        &["create", "--email", "ada", "--username", "ada", "--password-stdin"],
        &["create", "--email", "ada@example.org", "--username", "a", "--password-stdin"],
        &["create", "--email", "ada@example.org", "--username", "ada", "--password", "correct horse battery"],
        &["list", "--limit", "0"],
        &["list", "--after", "x"],
        &["set-password"],
        &["remove", "ada"],
    ] {
        assert_eq!(user(&sandbox, arguments, "correct horse battery").await.expect(2), "", "{arguments:?}");
    }
    for short in ["short", "", "\n"] {
        let finished = user(&sandbox, &ADA, short).await;
        assert!(
            finished.expect_error(2).contains("the password must be at least 8 characters"),
            "{finished:?}"
        );
    }
    let finished = user(&sandbox, &ADA, &"canary-".repeat(20)).await;
    assert!(!finished.expect_error(2).contains("canary"), "{finished:?}");
    assert_eq!(sandbox.run(&["user", "list", "--json"]).await.expect(0), "");
}

// assures: R204
#[tokio::test]
async fn blocklist_applies_to_operators_too() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    for (password, why) in [("PassWord1", "the most common"), ("ada@example.org", "the e-mail address")] {
        let rejected = user(&sandbox, &ADA, password).await;
        assert!(rejected.expect_error(2).contains(why), "{rejected:?}");
    }
    user(&sandbox, &ADA, "correct horse battery").await.expect(0);
    let rejected = user(&sandbox, &["set-password", "ada", "--password-stdin"], "iloveyou").await;
    assert!(
        rejected.expect_error(2).contains("the password must not be one of the most common"),
        "{rejected:?}"
    );
}

// assures: R214
/// The tokens of a deleted user are also rejected by a server that was not running during the deletion.
#[tokio::test]
async fn tokens_of_a_deleted_user_stay_invalid_after_a_restart() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let token = log_in(&server, "ada").await["access_token"].as_str().unwrap().to_owned();
    let deleted = ada.send_json(&Method::DELETE, ME, &json!({"password": crate::support::PASSWORD})).await;
    deleted.expect(204);
    server.stop().await.expect(0);
    let server = sandbox.start_ready().await;
    assert_eq!(server.client().with_token(&token).get(ME).await.problem(401), "token-revoked");
    server.stop().await.expect(0);
}
