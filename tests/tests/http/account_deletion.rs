//! Account deletion over HTTP: the server rejects the account's tokens immediately, replicas reject them after a reload,
//! and the names are reserved.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::session::AuthenticateError;
use tasklane_tests::{Client, Response, on_every_database};

const ME: &str = "/api/v1/auth/me";

async fn delete(api: &Client, body: &Value) -> Response {
    api.send_json(&Method::DELETE, ME, body).await
}

fn password() -> Value {
    json!({"password": "correct horse"})
}

on_every_database! {
    // assures: R512
    async fn deleted_account_is_inaccessible_and_its_names_are_reserved(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let (of_ada, of_bob) = (ada.create_task("Buy milk").await, bob.create_task("Buy bread").await);
        let client = server.client();
        let (access, refresh) = client.log_in("ada", "correct horse").await.tokens();
        let response = delete(&ada.api, &password()).await;
        assert_eq!((response.status.as_u16(), response.text.as_str()), (204, ""));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        for token in [&ada.access_token, &access] {
            let api = client.with_token(token);
            let path = format!("/api/v1/tasks/{of_ada}");
            for response in [api.get(ME).await, api.get("/api/v1/tasks").await, api.get(&path).await,
                delete(&api, &password()).await, api.post("/api/v1/tasks", &json!({"title": "Late"})).await] {
                assert_eq!(response.problem(401), "token-revoked");
            }
        }
        for token in [&ada.refresh_token, &refresh] {
            assert_eq!(client.refresh(token).await.problem(401), "refresh-invalid");
        }
        for name in ["ada", "ada@example.org"] {
            assert_eq!(client.log_in(name, "correct horse").await.problem(401), "invalid-credentials");
        }
        bob.api.get(&format!("/api/v1/tasks/{of_bob}")).await.expect(200);
        let register = async |email: &str, username: &str| {
            let account = json!({"email": email, "username": username, "password": "battery staple"});
            client.post("/api/v1/auth/register", &account).await
        };
        let last_day = TimeDelta::days(30) - TimeDelta::seconds(1);
        for pause in [TimeDelta::zero(), last_day] {
            server.advance(pause);
            assert_eq!(register("ADA@example.org", "other").await.problem(400), "email-taken");
            assert_eq!(register("other@example.org", "Ada").await.problem(400), "username-taken");
        }
        server.advance(TimeDelta::seconds(1));
        // A new user with the same name is a different user.
        let next = server.sign_up("ada").await;
        assert_ne!(next.id, ada.id);
        assert_eq!(next.api.get("/api/v1/tasks").await.expect(200), json!([]));
        assert_eq!(client.with_token(&access).get(ME).await.problem(401), "token-expired");
    }

    // assures: R212
    async fn deletion_with_a_wrong_password_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        for wrong in ["wrong horse", "", "correct horse\0"] {
            let response = delete(&ada.api, &json!({"password": wrong})).await;
            assert_eq!(response.problem(401), "invalid-credentials", "{wrong:?}");
        }
        for body in [json!({"password": null}), json!({"password": 7})] {
            assert_eq!(delete(&ada.api, &body).await.error_locations(), ["body.password"], "{body}");
        }
        let text = ada.api.request(Method::DELETE, ME).header("content-type", "text/plain").body("{}");
        assert_eq!(ada.api.send(text).await.problem(415), "unsupported-media-type");
        assert_eq!(delete(&server.client(), &password()).await.problem(401), "token-missing");
        ada.api.get(ME).await.expect(200);
    }

    // assures: R408
    async fn replica_rejects_a_deleted_user_after_reload_or_start(server: &Server) {
        let ada = server.sign_up("ada").await;
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        server.advance(TimeDelta::minutes(10));
        replica.reload_revocations().await.unwrap();
        replica.authenticate(&ada.access_token).await.unwrap();
        delete(&ada.api, &password()).await.expect(204);
        server.advance(TimeDelta::milliseconds(300));
        replica.reload_revocations().await.unwrap();
        server.advance(TimeDelta::minutes(10));
        let started_later = server.replica();
        started_later.reload_revocations().await.unwrap();
        replica.reload_revocations().await.unwrap();
        let never_loaded = server.replica();
        for replica in [replica, started_later, never_loaded] {
            let rejected = replica.authenticate(&ada.access_token).await;
            assert!(matches!(rejected, Err(AuthenticateError::Revoked)), "{rejected:?}");
        }
    }

    // assures: R512
    async fn login_racing_a_deletion_leaves_no_session(server: &Server) {
        let client = server.client();
        for round in 0..3 {
            let name = format!("ada{round}");
            let ada = server.sign_up(&name).await;
            let body = password();
            let logins = futures_util::future::join_all((0..6).map(|_| client.log_in(&name, "correct horse")));
            let (deleted, logins) = tokio::join!(delete(&ada.api, &body), logins);
            deleted.expect(204);
            for login in logins {
                if login.status == 200 {
                    let (access, refresh) = login.tokens();
                    assert_eq!(client.with_token(&access).get(ME).await.problem(401), "token-revoked");
                    assert_eq!(client.refresh(&refresh).await.problem(401), "refresh-invalid");
                } else {
                    assert_eq!(login.problem(401), "invalid-credentials");
                }
            }
        }
    }

    // assures: R511
    async fn task_writes_racing_a_deletion_cause_no_error(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let (new, changed, body) = (json!({"title": "Late"}), json!({"status": "completed"}), password());
        let creates = futures_util::future::join_all((0..8).map(|_| ada.api.post("/api/v1/tasks", &new)));
        let changes = futures_util::future::join_all((0..4).map(|_| ada.api.patch(&task, &changed)));
        let (creates, deleted, changes) = tokio::join!(creates, delete(&ada.api, &body), changes);
        deleted.expect(204);
        for response in creates.iter().chain(&changes) {
            let status = response.status.as_u16();
            assert!([200, 201, 401, 404].contains(&status), "{}", response.text);
        }
    }
}
