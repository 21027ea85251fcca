//! Sessions over HTTP: each login opens one, and a logout ends it.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Client, Response, Server, on_every_database, read_jwt};

const LOGIN: &str = "/api/v1/auth/login";
const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/auth/me";

/// Logs out with an access token, a refresh token, both or neither.
async fn log_out(server: &Server, access: Option<&str>, refresh: Option<&str>) -> Response {
    let client = access.map_or_else(|| server.client(), |token| server.client().with_token(token));
    let request = client.request(Method::POST, LOGOUT);
    client
        .send(if let Some(token) = refresh {
            request.json(&json!({"refresh_token": token}))
        } else {
            request
        })
        .await
}

/// Asserts that both tokens are rejected.
async fn assert_session_ended(client: &Client, access: &str, refresh: &str) {
    let me = client.with_token(access).get(ME).await;
    assert_eq!(me.problem(401), "token-revoked");
    assert!(me.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    assert_eq!(client.refresh(refresh).await.problem(401), "refresh-invalid");
}

async fn assert_session_active(client: &Client, access: &str, refresh: &str) {
    client.with_token(access).get(ME).await.expect(200);
    client.refresh(refresh).await.expect(200);
}

on_every_database! {
    // assures: R412
    async fn each_login_opens_a_new_session(server: &Server) {
        let ada = server.sign_up("ada").await;
        // A login that carries the access token of another session also opens a new session.
        let form = [("username", "ada"), ("password", "correct horse")];
        let second = ada.api.send(ada.api.request(Method::POST, LOGIN).form(&form)).await;
        let (access_token, refresh_token) = second.tokens();
        let [_, first_claims] = read_jwt(&ada.access_token);
        let [_, second_claims] = read_jwt(&access_token);
        assert_ne!(first_claims["sid"], second_claims["sid"]);
        log_out(server, Some(&ada.access_token), None).await.expect(204);
        assert_session_ended(&server.client(), &ada.access_token, &ada.refresh_token).await;
        assert_session_active(&server.client(), &access_token, &refresh_token).await;
    }

    // assures: R407
    async fn logout_with_either_token_ends_the_session(server: &Server) {
        server.sign_up("ada").await;
        for (by_access, by_refresh) in [(true, false), (false, true), (true, true)] {
            let (access, refresh) = server.client().log_in("ada", "correct horse").await.tokens();
            let presented = (by_access.then_some(&*access), by_refresh.then_some(&*refresh));
            let response = log_out(server, presented.0, presented.1).await;
            assert_eq!((response.status.as_u16(), response.text.as_str()), (204, ""));
            assert_eq!(response.header("cache-control"), Some("no-store"));
            assert_session_ended(&server.client(), &access, &refresh).await;
            // Repeating the logout succeeds, with either token or both.
            for (access, refresh) in [presented, (Some(&access), Some(&refresh)), (None, Some(&refresh))] {
                log_out(server, access, refresh).await.expect(204);
            }
        }
    }

    // assures: R407
    async fn logout_with_any_token_of_the_session_ends_it(server: &Server) {
        let ada = server.sign_up("ada").await;
        let (access, refresh) = server.client().refresh(&ada.refresh_token).await.tokens();
        log_out(server, None, Some(&ada.refresh_token)).await.expect(204);
        assert_session_ended(&server.client(), &ada.access_token, &ada.refresh_token).await;
        assert_session_ended(&server.client(), &access, &refresh).await;
    }

    async fn logout_with_tokens_of_two_sessions_ends_both(server: &Server) {
        let ada = server.sign_up("ada").await;
        let (access, refresh) = server.client().log_in("ada", "correct horse").await.tokens();
        log_out(server, Some(&access), Some(&ada.refresh_token)).await.expect(204);
        assert_session_ended(&server.client(), &access, &refresh).await;
        assert_session_ended(&server.client(), &ada.access_token, &ada.refresh_token).await;
    }

    async fn logout_accepts_an_expired_access_token_with_a_refresh_token(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(31));
        let (access, refresh) = server.client().refresh(&ada.refresh_token).await.tokens();
        log_out(server, Some(&ada.access_token), Some(&refresh)).await.expect(204);
        assert_session_ended(&server.client(), &access, &refresh).await;
    }

    async fn logout_without_tokens_is_rejected(server: &Server) {
        let client = server.client();
        let bodies = [None, Some(json!({})), Some(json!({"refresh_token": null})), Some(json!({"token": "x"}))];
        for body in bodies {
            let request = client.request(Method::POST, LOGOUT);
            let response = client.send(if let Some(body) = &body { request.json(body) } else { request }).await;
            assert_eq!(response.problem(401), "token-missing", "{body:?}");
            let challenge = response.header("www-authenticate").unwrap();
            assert!(challenge.starts_with("Bearer") && !challenge.contains("error"), "{challenge}");
        }
        assert_eq!(client.post(LOGOUT, &json!({"refresh_token": 7})).await.error_locations(), ["body.refresh_token"]);
    }

    async fn logout_with_an_invalid_token_ends_nothing(server: &Server) {
        let ada = server.sign_up("ada").await;
        for token in ["garbage", &ada.refresh_token[1..], &ada.access_token] {
            log_out(server, None, Some(token)).await.expect(204);
        }
        log_out(server, Some(&ada.access_token.replace('.', "")), None).await.expect(204);
        assert_session_active(&server.client(), &ada.access_token, &ada.refresh_token).await;
    }

    // assures: R407
    async fn logout_racing_a_refresh_leaves_no_session(server: &Server) {
        server.sign_up("ada").await;
        let client = server.client();
        for round in 0..30 {
            let (access, refresh) = client.log_in("ada", "correct horse").await.tokens();
            // Alternate the order of the two requests.
            let (out, refreshed) = if round % 2 == 0 {
                tokio::join!(log_out(server, Some(&access), None), client.refresh(&refresh))
            } else {
                let (refreshed, out) = tokio::join!(client.refresh(&refresh), log_out(server, None, Some(&refresh)));
                (out, refreshed)
            };
            out.expect(204);
            assert_session_ended(&client, &access, &refresh).await;
            if refreshed.status == 200 {
                let (access, refresh) = refreshed.tokens();
                assert_session_ended(&client, &access, &refresh).await;
            } else {
                assert_eq!(refreshed.problem(401), "refresh-invalid", "round {round}");
            }
        }
    }
}
