//! Password guessing over HTTP: ten consecutive failures lock a name temporarily, and responses do not reveal whether
//! the account exists.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;
use tasklane_tests::{Client, Response, Server};

const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";

/// Address limits are off, because all logins come from one address.
async fn server() -> Server {
    let settings = [
        ("RATE_LIMIT_ENABLED", "true"),
        ("RATE_LIMIT_LOGIN", "off"),
        // The lockouts of a test last longer than the default token lifetime.
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "1440"),
    ];
    Server::on_memory(&settings).await
}

async fn fail(client: &Client, name: &str, times: u32) {
    for _ in 0..times {
        assert_eq!(client.log_in(name, "wrong horse").await.problem(401), "invalid-credentials");
    }
}

#[track_caller]
fn assert_locked(response: &Response, seconds: u32) {
    assert_eq!(response.problem(429), "rate-limited");
    assert_eq!(response.header("retry-after"), Some(&*seconds.to_string()));
    assert_eq!(response.header("ratelimit-policy"), Some(r#""password";q=10;w=900"#));
    assert_eq!(response.header("ratelimit"), Some(&*format!(r#""password";r=0;t={seconds}"#)));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("www-authenticate"), None);
}

// assures: R210
#[tokio::test]
async fn ten_wrong_passwords_lock_out_the_correct_one_temporarily() {
    let server = server().await;
    let ada = server.sign_up("ada").await;
    let client = server.client();
    fail(&client, "ada", 10).await;
    let mut locks = [15, 30, 60, 120, 240, 480, 900, 900].into_iter().peekable();
    while let Some(seconds) = locks.next() {
        assert_locked(&client.log_in("ada", "wrong horse").await, seconds);
        assert_locked(&client.log_in("ADA", "correct horse").await, seconds);
        // Open sessions continue.
        ada.api.get(ME).await.expect(200);
        server.advance(TimeDelta::seconds(i64::from(seconds) - 1));
        assert_locked(&client.log_in("ada", "correct horse").await, 1);
        server.advance(TimeDelta::seconds(1));
        if locks.peek().is_some() {
            fail(&client, "ada", 1).await;
        }
    }
    client.log_in("ada", "correct horse").await.expect(200);
    // The counter is reset.
    fail(&client, "ada", 9).await;
    client.log_in("ada", "correct horse").await.expect(200);
}

// assures: R210
#[tokio::test]
async fn lockout_does_not_end_open_sessions() {
    let server = server().await;
    let ada = server.sign_up("ada").await;
    fail(&server.client(), "ada", 10).await;
    assert_locked(&server.client().log_in("ada", "correct horse").await, 15);
    ada.create_task("Buy milk").await;
    server.client().refresh(&ada.refresh_token).await.expect(200);
}

// assures: R210
#[tokio::test]
async fn successful_login_resets_the_counter() {
    let server = server().await;
    server.sign_up("ada").await;
    for _ in 0..3 {
        fail(&server.client(), "ada", 9).await;
        server.client().log_in("ada", "correct horse").await.expect(200);
    }
    fail(&server.client(), "ada", 10).await;
    assert_locked(&server.client().log_in("ada", "correct horse").await, 15);
}

// assures: R210
#[tokio::test]
async fn unknown_name_is_locked_like_a_known_one() {
    let server = server().await;
    server.sign_up("ada").await;
    for names in [["ada", "nobody"], ["ada@example.org", "nobody@example.org"]] {
        for seconds in [15, 30] {
            let mut responses = Vec::new();
            for name in names {
                if seconds == 15 {
                    fail(&server.client(), name, 10).await;
                } else {
                    fail(&server.client(), name, 1).await;
                }
                responses.push(server.client().log_in(name, "correct horse").await);
            }
            for response in &responses {
                assert_locked(response, seconds);
            }
            let id = |response: &Response| response.header("x-request-id").unwrap().to_owned();
            let texts = responses.iter().map(|response| response.text.replace(&id(response), "…"));
            let texts: Vec<String> = texts.collect();
            assert_eq!(texts[0], texts[1]);
            server.advance(TimeDelta::seconds(i64::from(seconds)));
        }
    }
}

#[tokio::test]
async fn lock_of_a_name_applies_to_both_login_routes_and_to_no_other_name() {
    let server = server().await;
    server.sign_up("ada").await;
    server.sign_up("bob").await;
    fail(&server.client(), "ada", 5).await;
    for _ in 0..5 {
        let body = json!({"username": "ada", "password": "wrong horse"});
        server.client().post("/api/auth/login", &body).await.problem(401);
    }
    let body = json!({"username": "ada", "password": "correct horse"});
    for path in [LOGIN, "/api/auth/login"] {
        assert_locked(&server.client().post(path, &body).await, 15);
    }
    server.client().log_in("bob", "correct horse").await.expect(200);
}

// assures: R210
#[tokio::test]
async fn concurrent_guesses_are_limited_like_sequential_ones() {
    let server = server().await;
    server.sign_up("ada").await;
    fail(&server.client(), "ada", 9).await;
    let client = server.client();
    let responses = join_all((0..20).map(|_| client.log_in("ada", "wrong horse"))).await;
    let count = |status: u16| responses.iter().filter(|response| response.status == status).count();
    assert_eq!((count(401), count(429)), (1, 19));
}

#[tokio::test]
async fn lockout_response_has_no_remaining_login_quota() {
    let settings = [("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_LOGIN", "100/h")];
    let server = Server::on_memory(&settings).await;
    fail(&server.client(), "nobody", 10).await;
    assert_locked(&server.client().log_in("nobody", "wrong horse").await, 15);
    let other = server.client().log_in("other", "wrong horse").await;
    assert_eq!(other.header("ratelimit-policy"), Some(r#""login";q=100;w=3600"#));
}
