//! The session list, and ending one or all other sessions.

use chrono::TimeDelta;
use reqwest::Method;
use reqwest::header::USER_AGENT;
use serde_json::{Value, json};
use tasklane_tests::{Client, Server, SignedUp, on_every_database, read_jwt};

const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";
const REFRESH: &str = "/api/v1/auth/refresh";
const SESSIONS: &str = "/api/v1/auth/sessions";

fn session_of(access_token: &str) -> String {
    read_jwt(access_token)[1]["sid"].as_str().unwrap().to_owned()
}

async fn list_sessions(api: &Client) -> Vec<Value> {
    api.get(SESSIONS).await.expect(200).as_array().unwrap().clone()
}

async fn ids(api: &Client) -> Vec<String> {
    list_sessions(api).await.iter().map(|session| session["id"].as_str().unwrap().to_owned()).collect()
}

async fn assert_session_ended(client: &Client, access: &str, refresh: &str) {
    assert_eq!(client.with_token(access).get(ME).await.problem(401), "token-revoked");
    assert_eq!(client.refresh(refresh).await.problem(401), "refresh-invalid");
}

/// Opens another session of a user and returns its tokens.
async fn log_in_again(server: &Server, user: &str) -> (String, String) {
    server.client().log_in(user, "correct horse").await.tokens()
}

async fn two_sessions(server: &Server) -> (SignedUp, String, String) {
    let ada = server.sign_up("ada").await;
    let (access, refresh) = log_in_again(server, "ada").await;
    (ada, access, refresh)
}

on_every_database! {
    // assures: R407
    async fn session_list_is_ordered_by_last_use(server: &Server) {
        server.sign_up("bob").await;
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(1));
        let form = [("username", "ada"), ("password", "correct horse")];
        let login = server.client().request(Method::POST, LOGIN).header(USER_AGENT, "Mozilla/5.0 (X11)");
        let (phone, _) = server.client().send(login.form(&form)).await.tokens();
        server.advance(TimeDelta::minutes(1));
        let refresh = server.client().request(Method::POST, REFRESH).header(USER_AGENT, "curl/8");
        let refresh = refresh.json(&json!({"refresh_token": ada.refresh_token}));
        server.client().send(refresh).await.expect(200);
        let sessions = list_sessions(&server.client().with_token(&phone)).await;
        assert_eq!(sessions, [
            json!({
                "id": session_of(&ada.access_token), "created_at": "2026-01-01T12:00:00.000000Z",
                "last_used_at": "2026-01-01T12:02:00.000000Z", "expires_at": "2026-04-01T12:00:00.000000Z", "user_agent": null,
                "ip": "127.0.0.1", "last_user_agent": "curl/8", "last_ip": "127.0.0.1", "current": false
            }),
            json!({
                "id": session_of(&phone), "created_at": "2026-01-01T12:01:00.000000Z",
                "last_used_at": "2026-01-01T12:01:00.000000Z", "expires_at": "2026-04-01T12:01:00.000000Z",
                "user_agent": "Mozilla/5.0 (X11)", "ip": "127.0.0.1", "last_user_agent": null, "last_ip": null,
                "current": true
            }),
        ]);
        // The other session gets the same list, but with itself as the current session.
        let current: Vec<_> = list_sessions(&ada.api).await.iter().map(|session| session["current"].clone()).collect();
        assert_eq!(current, [json!(true), json!(false)]);
    }

    // assures: R407
    async fn ending_a_session_revokes_its_tokens(server: &Server) {
        let (ada, access, refresh) = two_sessions(server).await;
        let (newer_access, newer_refresh) = server.client().refresh(&refresh).await.tokens();
        let path = format!("{SESSIONS}/{}", session_of(&access));
        let response = ada.api.delete(&path).await;
        assert_eq!((response.status.as_u16(), response.text.as_str()), (204, ""));
        assert_session_ended(&server.client(), &access, &refresh).await;
        assert_session_ended(&server.client(), &newer_access, &newer_refresh).await;
        assert_eq!(ids(&ada.api).await, [session_of(&ada.access_token)]);
        assert_eq!(ada.api.delete(&path).await.problem(404), "session-not-found");
        // The current session can be ended too.
        ada.api.delete(&format!("{SESSIONS}/{}", session_of(&ada.access_token))).await.expect(204);
        assert_session_ended(&server.client(), &ada.access_token, &ada.refresh_token).await;
    }

    async fn another_users_session_is_404(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let of_bob = session_of(&bob.access_token);
        let absent_id = "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55".to_owned();
        for id in [&of_bob, &of_bob.to_uppercase(), &absent_id] {
            let response = ada.api.delete(&format!("{SESSIONS}/{id}")).await;
            assert_eq!(response.problem(404), "session-not-found");
            assert_eq!(response.json()["detail"], "Session not found");
        }
        for malformed in ["1", "x", &of_bob[1..], &of_bob.replace('-', ""), &format!("{{{of_bob}}}"), "%00"] {
            let response = ada.api.delete(&format!("{SESSIONS}/{malformed}")).await;
            assert_eq!(response.error_locations(), ["path.session_id"], "{malformed}");
        }
        bob.api.get(ME).await.expect(200);
    }

    async fn expired_session_is_404(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::days(90) - TimeDelta::minutes(1));
        let (access, _) = log_in_again(server, "ada").await;
        let api = server.client().with_token(&access);
        assert_eq!(ids(&api).await.len(), 2);
        server.advance(TimeDelta::minutes(1));
        assert_eq!(ids(&api).await, [session_of(&access)]);
        let path = format!("{SESSIONS}/{}", session_of(&ada.access_token));
        assert_eq!(api.delete(&path).await.problem(404), "session-not-found");
    }

    // assures: R407
    async fn all_other_sessions_can_be_ended(server: &Server) {
        let (ada, second_access, second_refresh) = two_sessions(server).await;
        let bob = server.sign_up("bob").await;
        let (third_access, third_refresh) = log_in_again(server, "ada").await;
        server.client().with_token(&second_access).delete(SESSIONS).await.expect(204);
        assert_session_ended(&server.client(), &ada.access_token, &ada.refresh_token).await;
        assert_session_ended(&server.client(), &third_access, &third_refresh).await;
        let second = server.client().with_token(&second_access);
        assert_eq!(ids(&second).await, [session_of(&second_access)]);
        second.delete(SESSIONS).await.expect(204);
        server.client().refresh(&second_refresh).await.expect(200);
        bob.api.get(ME).await.expect(200);
    }

    // assures: R410
    async fn session_51_ends_the_least_recently_used_one(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut others = Vec::new();
        for _ in 0..49 {
            server.advance(TimeDelta::seconds(1));
            others.push(log_in_again(server, "ada").await);
        }
        // A refresh counts as use, so the first session is no longer the least recently used one.
        server.client().refresh(&ada.refresh_token).await.expect(200);
        assert_eq!(ids(&ada.api).await.len(), 50);
        let (newest, _) = log_in_again(server, "ada").await;
        let (access, refresh) = &others[0];
        assert_session_ended(&server.client(), access, refresh).await;
        let live = ids(&ada.api).await;
        assert_eq!(live.len(), 50);
        for access in [&ada.access_token, &others[1].0, &newest] {
            assert!(live.contains(&session_of(access)));
        }
    }

    // assures: R309
    async fn replica_rejects_an_ended_session_after_reload(server: &Server) {
        let (ada, access, _) = two_sessions(server).await;
        let (third, _) = log_in_again(server, "ada").await;
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        for token in [&access, &third] {
            replica.authenticate(token).await.unwrap();
        }
        ada.api.delete(&format!("{SESSIONS}/{}", session_of(&access))).await.expect(204);
        ada.api.delete(SESSIONS).await.expect(204);
        server.advance(TimeDelta::milliseconds(300));
        replica.reload_revocations().await.unwrap();
        for token in [&access, &third] {
            replica.authenticate(token).await.unwrap_err();
        }
        replica.authenticate(&ada.access_token).await.unwrap();
    }
}
