//! Refresh over HTTP: which token each refresh returns, and which refreshes end the session.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tasklane_core::ids::UserId;
use tasklane_tests::{Client, Response, Server, on_every_database, read_jwt};

const ME: &str = "/api/v1/auth/me";
const REFRESH: &str = "/api/v1/auth/refresh";

/// Refreshes, asserts that the new access token works, and returns the new refresh token.
async fn successor(client: &Client, token: &str) -> String {
    let (access, refresh) = client.refresh(token).await.tokens();
    client.with_token(&access).get(ME).await.expect(200);
    refresh
}

/// The body without the request id, which differs in each response.
fn without_id(response: &Response) -> String {
    response.text.replace(response.header("x-request-id").unwrap(), "…")
}

/// Asserts that the refresh with `stolen` is rejected as reuse, and that all given tokens are rejected afterwards.
async fn assert_theft_is_detected(
    client: &Client,
    stolen: &str,
    refresh_tokens: &[&str],
    access_tokens: &[&str],
) {
    let response = client.refresh(stolen).await;
    assert_eq!(response.problem(401), "refresh-reused");
    assert_eq!(response.header("cache-control"), Some("no-store"));
    for token in refresh_tokens.iter().chain(&[stolen]) {
        assert_eq!(client.refresh(token).await.problem(401), "refresh-invalid");
    }
    for token in access_tokens {
        let me = client.with_token(token).get(ME).await;
        assert_eq!(me.problem(401), "token-revoked");
        assert!(me.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    }
}

on_every_database! {
    // assures: R402
    async fn refresh_returns_new_tokens_of_the_same_session(server: &Server) {
        let ada = server.sign_up("ada").await;
        let response = server.client().refresh(&ada.refresh_token).await;
        let (access, refresh) = response.tokens();
        assert_eq!(response.json(), json!({
            "access_token": access, "refresh_token": refresh, "token_type": "bearer", "expires_in": 1800
        }));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_ne!(access, ada.access_token);
        assert_ne!(refresh, ada.refresh_token);
        assert_eq!(read_jwt(&access)[1]["sid"], read_jwt(&ada.access_token)[1]["sid"]);
        for token in [&access, &ada.access_token] {
            assert_eq!(server.client().with_token(token).get(ME).await.expect(200)["id"], ada.id);
        }
        let third = successor(&server.client(), &refresh).await;
        assert!(third != refresh && third != ada.refresh_token);
    }

    // assures: R403
    async fn repeated_refresh_returns_the_same_successor_for_60_seconds(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        server.advance(TimeDelta::milliseconds(700));
        let next = successor(&client, &ada.refresh_token).await;
        for pause in [0, 1, 30, 29] {
            server.advance(TimeDelta::seconds(pause));
            assert_eq!(successor(&client, &ada.refresh_token).await, next, "the successor must not change within {pause} s");
        }
        let third = successor(&client, &next).await;
        assert_ne!(third, next);
    }

    // assures: R403
    async fn refresh_after_60_seconds_replaces_the_unused_successor(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let replaced = successor(&client, &ada.refresh_token).await;
        server.advance(TimeDelta::seconds(61));
        let next = successor(&client, &ada.refresh_token).await;
        assert_ne!(next, replaced);
        // The 60 seconds start again when the new successor is issued.
        server.advance(TimeDelta::seconds(59));
        assert_eq!(successor(&client, &ada.refresh_token).await, next);
        server.advance(TimeDelta::seconds(2));
        let third = successor(&client, &ada.refresh_token).await;
        assert_ne!(third, next);
        successor(&client, &third).await;
    }

    // assures: R404
    async fn replaced_unused_token_ends_the_session(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let (elsewhere, elsewhere_refresh) = client.log_in("ada", "correct horse").await.tokens();
        let (first_access, replaced) = client.refresh(&ada.refresh_token).await.tokens();
        server.advance(TimeDelta::seconds(61));
        let (access, next) = client.refresh(&ada.refresh_token).await.tokens();
        let access_tokens = [&*ada.access_token, &first_access, &access];
        assert_theft_is_detected(&client, &replaced, &[&next, &ada.refresh_token], &access_tokens).await;
        // The user's other sessions continue.
        client.with_token(&elsewhere).get(ME).await.expect(200);
        successor(&client, &elsewhere_refresh).await;
        client.log_in("ada", "correct horse").await.expect(200);
    }

    // assures: R404
    async fn token_with_a_used_successor_ends_the_session_within_60_seconds(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let (elsewhere, elsewhere_refresh) = client.log_in("ada", "correct horse").await.tokens();
        let (second_access, second) = client.refresh(&ada.refresh_token).await.tokens();
        let (third_access, third) = client.refresh(&second).await.tokens();
        let access_tokens = [&*ada.access_token, &second_access, &third_access];
        assert_theft_is_detected(&client, &ada.refresh_token, &[&second, &third], &access_tokens).await;
        client.with_token(&elsewhere).get(ME).await.expect(200);
        successor(&client, &elsewhere_refresh).await;
    }

    // assures: R404
    async fn several_refreshes_old_token_ends_the_session(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let mut newest = ada.refresh_token.clone();
        for _ in 0..5 {
            server.advance(TimeDelta::minutes(20));
            newest = successor(&client, &newest).await;
        }
        assert_theft_is_detected(&client, &ada.refresh_token, &[&newest], &[]).await;
    }

    async fn v1_client_stays_signed_in_for_7_days_with_its_first_token(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let half_hour = TimeDelta::minutes(30);
        for n in 1..7 * 48 {
            server.advance(half_hour);
            let (access, _) = client.refresh(&ada.refresh_token).await.tokens();
            assert_eq!(client.with_token(&access).get(ME).await.expect(200)["id"], ada.id, "half-hour {n}");
        }
        server.advance(half_hour);
        assert_eq!(client.refresh(&ada.refresh_token).await.problem(401), "refresh-invalid");
    }

    // assures: R406
    async fn each_refresh_token_lives_7_days(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        server.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        let next = successor(&client, &ada.refresh_token).await;
        server.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        let third = successor(&client, &next).await;
        server.advance(TimeDelta::days(7));
        assert_eq!(client.refresh(&third).await.problem(401), "refresh-invalid");
    }

    // assures: R406
    async fn refresh_does_not_extend_the_absolute_end(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let mut newest = ada.refresh_token.clone();
        for _ in 0..15 {
            newest = successor(&client, &newest).await;
            server.advance(TimeDelta::days(6) - TimeDelta::seconds(2));
        }
        // The absolute end, 90 days after the login, is now 30 seconds away.
        let response = client.refresh(&newest).await;
        let (access, newest) = response.tokens();
        assert_eq!(response.json()["expires_in"], 30);
        client.with_token(&access).get(ME).await.expect(200);
        server.advance(TimeDelta::seconds(30));
        assert_eq!(client.refresh(&newest).await.problem(401), "refresh-invalid");
        assert_eq!(client.with_token(&access).get(ME).await.problem(401), "token-expired");
    }

    // assures: R405, R411
    async fn twenty_concurrent_refreshes_get_the_same_successor(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let mut earlier = ada.refresh_token.clone();
        // In the first round, the token has no successor. In the second round, 61 s later, its unused successor must be
        // replaced.
        for pause in [0, 61] {
            server.advance(TimeDelta::seconds(pause));
            let responses = join_all((0..20).map(|_| client.refresh(&ada.refresh_token))).await;
            let (_, next) = responses[0].tokens();
            assert_ne!(next, earlier);
            for response in responses {
                let (access, refresh) = response.tokens();
                assert_eq!(refresh, next);
                client.with_token(&access).get(ME).await.expect(200);
            }
            earlier = next;
        }
        let newest = successor(&client, &earlier).await;
        assert_ne!(newest, earlier);
    }

    // assures: R305, R402, R409
    async fn invalid_refresh_tokens_are_indistinguishable(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let bob = server.sign_up("bob").await;
        let (ended_access, ended) = client.log_in("ada", "correct horse").await.tokens();
        client.with_token(&ended_access).post("/api/v1/auth/logout", &json!({})).await.expect(204);
        server.stores.users.set_active(UserId::new(bob.id).unwrap(), false, server.now()).await.unwrap();
        let reference = client.refresh("garbage").await;
        assert_eq!(reference.problem(401), "refresh-invalid");
        assert_eq!(reference.header("cache-control"), Some("no-store"));
        let token = &ada.refresh_token;
        let flipped = |at: usize| {
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            format!("{}{other}{}", &token[..at], &token[at + 1..])
        };
        for bad in [
            "x".repeat(10 * 1024), "A".repeat(token.len()), format!("{token}\0"), token.replace(&token[4..5], "\0"),
            format!(" {token}"), format!("{token}="), token[1..].to_owned(), token.to_lowercase(), flipped(0),
            flipped(token.len() / 2), flipped(token.len() - 1), "é🦀".repeat(54), ada.access_token.clone(), ended,
            bob.refresh_token,
        ] {
            let response = client.refresh(&bad).await;
            assert_eq!(response.problem(401), "refresh-invalid", "{bad}");
            assert_eq!(without_id(&response), without_id(&reference), "{bad}");
            assert_eq!(response.header("www-authenticate"), reference.header("www-authenticate"), "{bad}");
        }
        // The session still works.
        successor(&client, token).await;
        server.advance(TimeDelta::days(7));
        assert_eq!(without_id(&client.refresh(token).await), without_id(&reference));
    }
}

// assures: R409
/// This test and the tests below do not depend on the database.
#[tokio::test]
async fn refresh_token_must_be_a_string() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let token = ada.refresh_token.as_str();
    for body in [
        json!({}),
        json!({"refresh_token": null}),
        json!({"refresh_token": 7}),
        json!({"refresh_token": true}),
        json!({"refresh_token": [token]}),
        json!({"refresh_token": {"token": token}}),
        json!({"refreshToken": token, "access_token": token}),
    ] {
        assert_eq!(
            server.client().post(REFRESH, &body).await.error_locations(),
            ["body.refresh_token"],
            "{body}"
        );
    }
    // A missing body is treated as a body without a token. The query and the `Authorization` header are not read.
    let client = server.client();
    assert_eq!(
        client.send(client.request(Method::POST, REFRESH)).await.error_locations(),
        ["body.refresh_token"]
    );
    let elsewhere = client.request(Method::POST, &format!("{REFRESH}?refresh_token={token}"));
    assert_eq!(client.send(elsewhere).await.error_locations(), ["query.refresh_token"]);
    let bearer = client.with_token(token).request(Method::POST, REFRESH);
    assert_eq!(client.send(bearer).await.error_locations(), ["body.refresh_token"]);
}

// assures: R406
#[tokio::test]
async fn session_ends_at_its_maximum_age_before_its_refresh_token() {
    let server = Server::on_memory(&[("SESSION_MAX_DAYS", "1"), ("REFRESH_TOKEN_EXPIRE_DAYS", "7")]).await;
    let (ada, client) = (server.sign_up("ada").await, server.client());
    server.advance(TimeDelta::days(1) - TimeDelta::seconds(1));
    let next = successor(&client, &ada.refresh_token).await;
    server.advance(TimeDelta::seconds(1));
    for token in [&ada.refresh_token, &next] {
        assert_eq!(client.refresh(token).await.problem(401), "refresh-invalid");
    }
}
