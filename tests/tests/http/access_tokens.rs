//! Access tokens over HTTP: their content, where they are accepted, and when they are rejected.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::session::{AuthenticateError, Revocations};
use tasklane_tests::{Response, Server, on_every_database, read_jwt, unsigned_jwt};

const ME: &str = "/api/v1/auth/me";

/// The task routes of both APIs and `auth/me`, with their methods. `authorization.rs` covers the other routes, too.
fn guarded_routes(user: i64, task: i64) -> Vec<(Method, String)> {
    let v1 = format!("/api/v1/tasks/{task}");
    let (todos, todo) = (format!("/api/{user}/tasks"), format!("/api/{user}/tasks/{task}"));
    vec![
        (Method::GET, ME.to_owned()),
        (Method::GET, "/api/v1/tasks".to_owned()),
        (Method::POST, "/api/v1/tasks".to_owned()),
        (Method::GET, v1.clone()),
        (Method::PUT, v1.clone()),
        (Method::PATCH, v1.clone()),
        (Method::DELETE, v1),
        (Method::GET, todos.clone()),
        (Method::POST, todos),
        (Method::GET, todo.clone()),
        (Method::PUT, todo.clone()),
        (Method::PATCH, format!("{todo}/complete")),
        (Method::DELETE, todo),
    ]
}

/// Sends one `Authorization` header per value.
async fn me_with(server: &Server, path: &str, authorizations: &[&str]) -> Response {
    let client = server.client();
    let request = client.request(Method::GET, path);
    client
        .send(authorizations.iter().fold(request, |request, value| request.header("authorization", *value)))
        .await
}

/// Asserts a 401 with this code, and a challenge with the error `invalid_token`.
#[track_caller]
fn assert_rejected(response: &Response, code: &str) {
    assert_eq!(response.problem(401), code);
    let challenge = response.header("www-authenticate").unwrap();
    assert!(
        challenge.starts_with("Bearer realm=") && challenge.contains("error=\"invalid_token\""),
        "{challenge}"
    );
}

on_every_database! {
    // assures: R310
    async fn token_contains_only_user_session_and_times(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::milliseconds(90_500));
        let (refreshed, _) = server.client().refresh(&ada.refresh_token).await.tokens();
        let [[header, first], [_, second]] = [read_jwt(&ada.access_token), read_jwt(&refreshed)];
        assert_eq!(header, json!({"alg": "HS256", "typ": "at+jwt", "kid": header["kid"]}));
        assert_eq!(header["kid"].as_str().unwrap().len(), 22);
        let noon = 1_767_268_800;
        for (claims, issued) in [(&first, noon), (&second, noon + 90)] {
            assert_eq!(*claims, json!({
                "iss": "tasklane", "aud": "tasklane", "type": "access", "sub": ada.id.to_string(),
                "sid": claims["sid"], "jti": claims["jti"], "iat": issued, "exp": issued + 1800
            }));
            for name in ["sid", "jti"] {
                let groups: Vec<usize> = claims[name].as_str().unwrap().split('-').map(str::len).collect();
                assert_eq!(groups, [8, 4, 4, 4, 12], "{name} must be a UUID");
            }
        }
        assert_eq!(first["sid"], second["sid"]);
        assert_ne!(first["jti"], second["jti"]);
    }

    // assures: R501
    async fn task_routes_reject_a_missing_token(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.create_task("Buy milk").await;
        for (method, path) in guarded_routes(ada.id, task) {
            for body in [json!({"title": "Changed"}), json!({"title": 7}), json!([])] {
                let request = server.client().request(method.clone(), &path).json(&body);
                let response = server.client().send(request).await;
                assert_eq!(response.problem(401), "token-missing", "{method} {path}");
                let challenge = response.header("www-authenticate").unwrap();
                assert!(challenge.starts_with("Bearer realm=") && !challenge.contains("error"), "{challenge}");
            }
        }
        let tasks = ada.api.get("/api/v1/tasks").await.expect(200);
        assert_eq!((tasks.as_array().unwrap().len(), &tasks[0]["version"]), (1, &json!(1)));
    }

    // assures: R304
    async fn token_expires_after_30_minutes(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::seconds(30 * 60 - 1));
        assert_eq!(ada.api.get(ME).await.expect(200)["id"], ada.id);
        // The contract allows 5 seconds of clock tolerance.
        server.advance(TimeDelta::seconds(6));
        for (method, path) in guarded_routes(ada.id, 1) {
            let response = ada.api.send(ada.api.request(method, &path).json(&json!({"title": "Late"}))).await;
            assert_rejected(&response, "token-expired");
        }
        let (access_token, _) = server.client().refresh(&ada.refresh_token).await.tokens();
        ada.api.with_token(&access_token).get(ME).await.expect(200);
    }

    // assures: R309, R408
    async fn deactivated_user_is_rejected_immediately(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let task = ada.create_task("Buy milk").await;
        // The session has not been used for 10 minutes.
        server.advance(TimeDelta::minutes(10));
        ada.api.get(ME).await.expect(200);
        let id = UserId::new(ada.id).unwrap();
        server.stores.users.set_active(id, false, server.now()).await.unwrap();
        for (method, path) in guarded_routes(ada.id, task) {
            // The revocation list is now too old, so requests query the database unless the list was just reloaded.
            server.advance(Revocations::MAX_AGE + TimeDelta::milliseconds(1));
            // The token is checked before the body.
            for body in [json!({"title": "Changed"}), json!({"title": 7}), json!([])] {
                let request = ada.api.request(method.clone(), &path).header("if-match", "x");
                assert_rejected(&ada.api.send(request.json(&body)).await, "token-revoked");
            }
        }
        bob.api.get(ME).await.expect(200);
        server.stores.users.set_active(id, true, server.now()).await.unwrap();
        let (access_token, _) = server.client().log_in("ada", "correct horse").await.tokens();
        let task = ada.api.with_token(&access_token).get(&format!("/api/v1/tasks/{task}")).await.expect(200);
        assert_eq!((&task["title"], &task["version"]), (&json!("Buy milk"), &json!(1)));
    }

    // assures: R309
    async fn replica_rejects_a_deactivated_user_after_reload(server: &Server) {
        let ada = server.sign_up("ada").await;
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        server.advance(TimeDelta::minutes(10));
        replica.reload_revocations().await.unwrap();
        replica.authenticate(&ada.access_token).await.unwrap();
        let id = UserId::new(ada.id).unwrap();
        server.stores.users.set_active(id, false, server.now()).await.unwrap();
        server.advance(TimeDelta::milliseconds(300));
        replica.reload_revocations().await.unwrap();
        let rejected = replica.authenticate(&ada.access_token).await;
        assert!(matches!(rejected, Err(AuthenticateError::Revoked)), "{rejected:?}");
    }

    // assures: R309
    async fn replica_rejects_a_logged_out_session_after_reload(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        server.advance(TimeDelta::minutes(10));
        replica.reload_revocations().await.unwrap();
        ada.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
        server.advance(TimeDelta::milliseconds(300));
        replica.reload_revocations().await.unwrap();
        let rejected = replica.authenticate(&ada.access_token).await;
        assert!(matches!(rejected, Err(AuthenticateError::Revoked)), "{rejected:?}");
        replica.authenticate(&bob.access_token).await.unwrap();
    }
}

// assures: R308
/// This test and the tests below, except the last, do not depend on the database.
#[tokio::test]
async fn token_is_read_only_from_the_authorization_header() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let token = &ada.access_token;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let response = me_with(&server, ME, &[&format!("{scheme} {token}")]).await;
        assert_eq!(response.expect(200)["id"], ada.id, "{scheme}");
    }
    for path in [
        format!("{ME}?access_token={token}"),
        format!("{ME}?token={token}"),
        format!("{ME}?authorization={token}"),
    ] {
        assert_eq!(me_with(&server, &path, &[]).await.problem(401), "token-missing");
    }
    for (name, value) in [("cookie", format!("access_token={token}")), ("x-access-token", token.clone())] {
        let request = server.client().request(Method::GET, ME).header(name, value);
        assert_eq!(server.client().send(request).await.problem(401), "token-missing", "{name}");
    }
    let form = [("access_token", token.as_str()), ("title", "Buy milk")];
    let request = server.client().request(Method::POST, "/api/v1/tasks").form(&form);
    assert_eq!(server.client().send(request).await.problem(401), "token-missing");
}

// assures: R308
#[tokio::test]
async fn other_authorization_schemes_are_rejected() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    for value in
        ["Basic YWRhOmNvcnJlY3QgaG9yc2U=".to_owned(), format!("Token {}", ada.access_token), ada.access_token]
    {
        let response = me_with(&server, ME, &[&value]).await;
        assert_eq!(response.problem(401), "token-missing", "{value}");
        assert!(!response.header("www-authenticate").unwrap().contains("error"));
    }
}

// assures: R301
#[tokio::test]
async fn unsigned_and_foreign_tokens_are_rejected() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let token = ada.access_token.as_str();
    let (content, signature) = token.rsplit_once('.').unwrap();
    let [header, claims] = read_jwt(token);
    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        unsigned_jwt(&header, &claims) + signature
    };
    let unsigned = |algorithm: &str| unsigned_jwt(&json!({"alg": algorithm, "typ": "at+jwt"}), &claims);
    let altered =
        format!("{content}.{}{}", if signature.starts_with('A') { "B" } else { "A" }, &signature[1..]);
    for rejected in [
        "x",
        "a.b.c",
        "..",
        content,
        &format!("{content}."),
        &altered,
        &token[1..],
        &format!("{token} {token}"),
        &format!("{token}."),
        &format!("\"{token}\""),
        &changed("sub", json!("2")),
        &changed("exp", json!(9_999_999_999_i64)),
        &unsigned("none"),
        &unsigned("None"),
        &format!("{}{signature}", unsigned("HS512")),
        &ada.refresh_token,
        &"x".repeat(20_000),
    ] {
        assert_rejected(&me_with(&server, ME, &[&format!("Bearer {rejected}")]).await, "token-invalid");
    }
}

// assures: R308
#[tokio::test]
async fn two_valid_authorization_headers_are_rejected() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let bearer = format!("Bearer {}", ada.access_token);
    for values in [[bearer.as_str(), bearer.as_str()], [&bearer, "Basic YTpi"], ["Basic YTpi", &bearer]] {
        assert_rejected(&me_with(&server, ME, &values).await, "token-invalid");
    }
}

#[tokio::test]
async fn token_of_another_key_is_rejected() {
    let server = Server::on_memory(&[]).await;
    let other = Server::on_memory(&[("SECRET_KEY", "pL8xQ2vR7mW4kT9zB3nY6cF1hJ5sD0gA")]).await;
    let [ada, foreign] = [server.sign_up("ada").await, other.sign_up("ada").await];
    assert_eq!(ada.id, foreign.id);
    assert_rejected(&server.client().with_token(&foreign.access_token).get(ME).await, "token-invalid");
    assert_eq!(server.client().refresh(&foreign.refresh_token).await.problem(401), "refresh-invalid");
}

// assures: R304
#[tokio::test]
async fn token_lifetime_follows_the_settings() {
    let server = Server::on_memory(&[("ACCESS_TOKEN_EXPIRE_MINUTES", "5")]).await;
    let ada = server.sign_up("ada").await;
    let response = server.client().log_in("ada", "correct horse").await;
    assert_eq!(response.expect(200)["expires_in"], 300);
    server.advance(TimeDelta::seconds(299));
    ada.api.get(ME).await.expect(200);
    server.advance(TimeDelta::seconds(6));
    assert_rejected(&ada.api.get(ME).await, "token-expired");
}

on_every_database! {
    /// A replica with a shorter token lifetime must not drop the ended session, because the user's older token has not
    /// expired.
    async fn old_ended_session_stays_ended_with_shorter_token_lifetimes(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.api.send(ada.api.request(Method::POST, "/api/v1/auth/logout")).await.expect(204);
        server.advance(TimeDelta::minutes(10));
        let replica = server.replica_with_token_lifetime(TimeDelta::minutes(1));
        replica.reload_revocations().await.unwrap();
        let rejected = replica.authenticate(&ada.access_token).await;
        assert!(matches!(rejected, Err(AuthenticateError::Revoked)), "{rejected:?}");
    }
}
