//! Changes that could take over an account require the password or a recent login.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response, Server, on_every_database};

const ME: &str = "/api/v1/auth/me";
const SESSIONS: &str = "/api/v1/auth/sessions";

async fn other_session(server: &Server, api: &Client) -> String {
    server.client().log_in("ada", "correct horse").await.tokens();
    let sessions = api.get(SESSIONS).await.expect(200);
    let other = sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    format!("{SESSIONS}/{}", other["id"].as_str().unwrap())
}

/// Sends each request that needs a password confirmation, with these additional members in the body.
async fn send_each(server: &Server, api: &Client, with: Value) -> Vec<(&'static str, Response)> {
    let body = |members: Value| {
        let mut body = members;
        body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        body
    };
    let one = other_session(server, api).await;
    let mut responses = Vec::new();
    for (what, method, path, members) in [
        ("a session", Method::DELETE, &*one, json!({})),
        ("the sessions", Method::DELETE, SESSIONS, json!({})),
        ("the username", Method::PATCH, ME, json!({"username": "countess"})),
        ("the address", Method::PATCH, ME, json!({"email": "countess@example.org"})),
        ("the account", Method::DELETE, ME, json!({})),
    ] {
        responses.push((what, api.send_json(&method, path, &body(members)).await));
    }
    responses
}

on_every_database! {
    // assures: R212
    async fn older_session_must_confirm_the_password(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(10) + TimeDelta::seconds(1));
        for (what, response) in send_each(server, &ada.api, json!({})).await {
            assert_eq!(response.problem(403), "password-required", "{what}");
            assert_eq!(response.header("www-authenticate"), None, "{what}");
        }
        // Clients that do not support password confirmations send no body.
        assert_eq!(ada.api.delete(SESSIONS).await.problem(403), "password-required");
        assert_eq!(ada.api.delete(ME).await.problem(403), "password-required");
        for (what, response) in send_each(server, &ada.api, json!({"password": "wrong horse"})).await {
            assert_eq!(response.problem(401), "invalid-credentials", "{what}");
        }
        for (what, response) in send_each(server, &ada.api, json!({"password": 7})).await {
            assert_eq!(response.error_locations(), ["body.password"], "{what}");
        }
        let stored = ada.api.get(ME).await.expect(200);
        assert_eq!((&stored["username"], &stored["email"]), (&json!("ada"), &json!("ada@example.org")));
        assert_eq!(ada.api.get(SESSIONS).await.expect(200).as_array().unwrap().len(), 4);
        for (what, response) in send_each(server, &ada.api, json!({"password": "correct horse"})).await {
            assert!(response.status.is_success(), "{what}: {}", response.text);
        }
    }

    // assures: R212
    async fn new_session_need_not_confirm_the_password(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(10));
        for (what, response) in send_each(server, &ada.api, json!({})).await {
            assert!(response.status.is_success(), "{what}: {}", response.text);
        }
    }

    async fn refresh_does_not_reset_the_age_of_a_session(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(11));
        let (access, _) = server.client().refresh(&ada.refresh_token).await.tokens();
        let api = server.client().with_token(&access);
        assert_eq!(api.delete(SESSIONS).await.problem(403), "password-required");
        assert_eq!(api.delete(ME).await.problem(403), "password-required");
    }

    async fn unprotected_changes_need_no_password(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(11));
        ada.api.patch(ME, &json!({"name": "Ada"})).await.expect(200);
        // Some clients send the whole object back. A username or address that differs only in case needs no password.
        let stored = ada.api.get(ME).await.expect(200);
        ada.api.patch(ME, &stored).await.expect(200);
        ada.api.patch(ME, &json!({"username": "ADA", "email": "Ada@Example.org"})).await.expect(200);
        let sessions = ada.api.get(SESSIONS).await.expect(200);
        let own = format!("{SESSIONS}/{}", sessions[0]["id"].as_str().unwrap());
        ada.api.delete(&own).await.expect(204);
        assert_eq!(ada.api.get(ME).await.problem(401), "token-revoked");
    }

    async fn profile_change_accepts_both_password_member_names(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(11));
        for (number, member) in ["password", "current_password"].into_iter().enumerate() {
            let mut body = json!({"username": format!("ada{number}"), "email": format!("ada{number}@example.org")});
            body[member] = json!("wrong horse");
            assert_eq!(ada.api.patch(ME, &body).await.problem(401), "invalid-credentials", "{member}");
            body[member] = json!("correct horse");
            ada.api.patch(ME, &body).await.expect(200);
        }
    }
}

#[tokio::test]
async fn wrong_confirmation_passwords_are_counted() {
    let server = Server::on_memory(&[("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_LOGIN", "off")]).await;
    let ada = server.sign_up("ada").await;
    let wrong = json!({"password": "wrong horse"});
    for _ in 0..10 {
        ada.api.send_json(&Method::DELETE, SESSIONS, &wrong).await.problem(401);
    }
    let right = json!({"password": "correct horse"});
    for path in [SESSIONS, ME] {
        assert_eq!(ada.api.send_json(&Method::DELETE, path, &right).await.problem(429), "rate-limited");
    }
}
