//! The owner of an account can log in from a network with a recent login while an attacker guesses in other networks.
//! Failed logins are counted per network, and the failed logins of all networks without a recent login also together.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tasklane_core::ids::UserId;
use tasklane_tests::{Response, Server};

const LOGIN: &str = "/api/v1/auth/login";
const HOME: &str = "203.0.113.9";
const NEW_PLACE: &str = "2001:db8:0:7::1";

/// The test acts as the proxy of all clients. Address limits are off, so only the lockout by name applies.
const SETTINGS: [(&str, &str); 4] = [
    ("RATE_LIMIT_ENABLED", "true"),
    ("RATE_LIMIT_LOGIN", "off"),
    ("RATE_LIMIT_REGISTER", "off"),
    ("TRUSTED_PROXIES", "127.0.0.1"),
];

async fn log_in(server: &Server, from: &str, name: &str, password: &str) -> Response {
    let client = server.client();
    let request = client.request(Method::POST, LOGIN).header("X-Forwarded-For", from);
    client.send(request.json(&json!({"username": name, "password": password}))).await
}

/// Makes ten guesses from each of ten networks.
async fn guess_everywhere(server: &Server, name: &str) {
    for network in 0..10 {
        for host in 1..=10 {
            let from = format!("198.51.{network}.{host}");
            assert_eq!(log_in(server, &from, name, "wrong horse").await.problem(401), "invalid-credentials");
        }
    }
}

#[track_caller]
fn assert_locked(response: &Response, seconds: &str) {
    assert_eq!(response.problem(429), "rate-limited");
    assert_eq!(response.header("retry-after"), Some(seconds));
}

async fn guessing_locks_out_only_the_guessers_network(server: &Server) {
    server.sign_up("ada").await;
    for host in 1..=10 {
        log_in(server, &format!("198.51.100.{host}"), "ada", "wrong horse").await.problem(401);
    }
    assert_locked(&log_in(server, "198.51.100.77", "ada", "correct horse").await, "15");
    // A new network is not affected, and its successful login does not unlock the attacker's network.
    log_in(server, NEW_PLACE, "ada", "correct horse").await.expect(200);
    assert_locked(&log_in(server, "198.51.100.77", "ada", "correct horse").await, "15");
}

async fn only_known_networks_can_log_in_after_a_hundred_distributed_guesses(server: &Server) {
    server.sign_up("ada").await;
    log_in(server, HOME, "ada", "correct horse").await.expect(200);
    guess_everywhere(server, "ada").await;
    for password in ["wrong horse", "correct horse"] {
        assert_locked(&log_in(server, NEW_PLACE, "ada", password).await, "900");
    }
    // Another address of the known network can log in, even after a mistyped password.
    log_in(server, "203.0.113.77", "ada", "wrong horse").await.problem(401);
    log_in(server, "203.0.113.77", "ada", "correct horse").await.expect(200);
    // A login from a known network resets the counter.
    log_in(server, NEW_PLACE, "ada", "correct horse").await.expect(200);
}

async fn network_is_known_for_thirty_days(server: &Server) {
    server.sign_up("ada").await;
    log_in(server, HOME, "ada", "correct horse").await.expect(200);
    server.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    guess_everywhere(server, "ada").await;
    log_in(server, HOME, "ada", "wrong horse").await.problem(401);
    server.advance(TimeDelta::seconds(1));
    assert_locked(&log_in(server, HOME, "ada", "correct horse").await, "899");
}

async fn unknown_name_behaves_like_a_known_one_and_the_lockout_expires(server: &Server) {
    server.sign_up("ada").await;
    log_in(server, HOME, "ada", "correct horse").await.expect(200);
    let mut seen = Vec::new();
    for name in ["ada", "nobody"] {
        guess_everywhere(server, name).await;
        let response = log_in(server, NEW_PLACE, name, "correct horse").await;
        assert_locked(&response, "900");
        let id = response.header("x-request-id").unwrap().to_owned();
        seen.push(response.text.replace(&id, "…"));
    }
    assert_eq!(seen[0], seen[1]);
    server.advance(TimeDelta::seconds(899));
    assert_locked(&log_in(server, NEW_PLACE, "ada", "correct horse").await, "1");
    server.advance(TimeDelta::seconds(1));
    log_in(server, NEW_PLACE, "ada", "correct horse").await.expect(200);
}

async fn unlocked_account_starts_from_zero(server: &Server) {
    let ada = server.sign_up("ada").await;
    let id = UserId::new(ada.id).unwrap();
    let lock = async |name: &str| {
        for _ in 0..10 {
            log_in(server, NEW_PLACE, name, "wrong horse").await.problem(401);
        }
        assert_locked(&log_in(server, NEW_PLACE, name, "correct horse").await, "15");
    };
    let names = ["ada", "ada@example.org"];
    for name in names {
        lock(name).await;
    }
    assert!(server.stores.users.unlock(id, server.now()).await.unwrap());
    for name in names {
        log_in(server, NEW_PLACE, name, "correct horse").await.expect(200);
    }
    // New failures are counted again.
    lock("ada").await;
}

async fn stolen_session_locks_out_only_itself(server: &Server) {
    let thief = server.sign_up("ada").await;
    let (owner, _) = log_in(server, HOME, "ada", "correct horse").await.tokens();
    let owner = server.client().with_token(&owner);
    let change = |current| json!({"current_password": current, "new_password": "battery staple"});
    for _ in 0..10 {
        let guess = thief.api.put("/api/v1/auth/me/password", &change("wrong horse")).await;
        assert_eq!(guess.problem(401), "invalid-credentials");
    }
    assert_locked(&thief.api.put("/api/v1/auth/me/password", &change("correct horse")).await, "15");
    owner.put("/api/v1/auth/me/password", &change("correct horse")).await.expect(204);
}

// assures: R210
#[tokio::test]
async fn known_network_rules_hold_in_memory() {
    guessing_locks_out_only_the_guessers_network(&Server::on_memory(&SETTINGS).await).await;
    only_known_networks_can_log_in_after_a_hundred_distributed_guesses(&Server::on_memory(&SETTINGS).await)
        .await;
    network_is_known_for_thirty_days(&Server::on_memory(&SETTINGS).await).await;
    unknown_name_behaves_like_a_known_one_and_the_lockout_expires(&Server::on_memory(&SETTINGS).await).await;
    unlocked_account_starts_from_zero(&Server::on_memory(&SETTINGS).await).await;
    stolen_session_locks_out_only_itself(&Server::on_memory(&SETTINGS).await).await;
}

// assures: R210
#[tokio::test]
async fn known_networks_and_unlock_work_on_sqlite() {
    only_known_networks_can_log_in_after_a_hundred_distributed_guesses(&Server::on_sqlite(&SETTINGS).await)
        .await;
    unlocked_account_starts_from_zero(&Server::on_sqlite(&SETTINGS).await).await;
}

// assures: R210
#[tokio::test]
async fn known_networks_and_unlock_work_on_postgres() {
    only_known_networks_can_log_in_after_a_hundred_distributed_guesses(&Server::on_postgres(&SETTINGS).await)
        .await;
    unlocked_account_starts_from_zero(&Server::on_postgres(&SETTINGS).await).await;
}

// assures: R206
/// Forty clients from eight networks retry immediately, with more requests than the queue accepts.
#[tokio::test]
async fn login_flood_does_not_block_a_known_user() {
    let server = Server::on_memory(&[
        ("RATE_LIMIT_ENABLED", "false"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("MAX_IN_FLIGHT", "1000"),
    ])
    .await;
    server.sign_up("ada").await;
    log_in(&server, HOME, "ada", "correct horse").await.expect(200);
    let hammer = async |client: usize| loop {
        let from = format!("198.51.{}.{client}", client % 8);
        let response = log_in(&server, &from, "nobody", "wrong horse").await;
        // The status is never 504, because jobs that can't finish in time are rejected immediately.
        if response.status == StatusCode::SERVICE_UNAVAILABLE {
            assert_eq!(response.header("retry-after"), Some("1"));
        } else {
            assert_eq!(response.problem(401), "invalid-credentials");
        }
    };
    let owner = async {
        for _ in 0..5 {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            log_in(&server, HOME, "ada", "correct horse").await.expect(200);
        }
    };
    tokio::select! {
        () = owner => {}
        _ = join_all((0..40).map(hammer)) => {}
    }
}
