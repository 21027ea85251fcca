//! Password change over HTTP: only the new password works, and the user's other sessions end.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::session::AuthenticateError;
use tasklane_core::testing::examples::new_user;
use tasklane_core::user::{NewUser, PasswordHash};
use tasklane_tests::{Client, Response, SignedUp, on_every_database};

const ME: &str = "/api/v1/auth/me";
const PASSWORD: &str = "/api/v1/auth/me/password";

/// "correct horse" as an older server hashed it.
const OLDER_HASH: &str = "$2a$10$N9qo8uLOickgx2ZMRZoMye7hLCKuEIm4BcKHuoCJsBy/5Q0NErxWS";

fn change(current: &str, new: &str) -> Value {
    json!({"current_password": current, "new_password": new})
}

async fn assert_session_ended(client: &Client, access: &str, refresh: &str) {
    assert_eq!(client.with_token(access).get(ME).await.problem(401), "token-revoked");
    assert_eq!(client.refresh(refresh).await.problem(401), "refresh-invalid");
}

on_every_database! {
    // assures: R212, R408
    async fn password_change_ends_every_other_session(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let client = server.client();
        let (access, refresh) = client.log_in("ada", "correct horse").await.tokens();
        let response = ada.api.put(PASSWORD, &change("correct horse", "battery staple")).await;
        assert_eq!((response.status.as_u16(), response.text.as_str()), (204, ""));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_session_ended(&client, &access, &refresh).await;
        for alive in [&ada, &bob] {
            alive.api.get(ME).await.expect(200);
            client.refresh(&alive.refresh_token).await.expect(200);
        }
        assert_eq!(client.log_in("ada", "correct horse").await.problem(401), "invalid-credentials");
        client.log_in("ada", "battery staple").await.expect(200);
    }

    // assures: R212
    async fn password_change_requires_the_current_password(server: &Server) {
        let ada = server.sign_up("ada").await;
        let (access, _) = server.client().log_in("ada", "correct horse").await.tokens();
        for wrong in ["wrong horse", "Correct horse", "", "correct horse\0", "battery staple"] {
            let response = ada.api.put(PASSWORD, &change(wrong, "battery staple")).await;
            assert_eq!(response.problem(401), "invalid-credentials", "{wrong:?}");
            assert!(response.header("www-authenticate").unwrap().starts_with("Bearer"));
        }
        server.client().with_token(&access).get(ME).await.expect(200);
        server.client().log_in("ada", "correct horse").await.expect(200);
        // Members that are not documented for this body are ignored.
        let with_more = json!({
            "current_password": "correct horse", "new_password": "battery staple", "id": 99, "is_active": false
        });
        ada.api.put(PASSWORD, &with_more).await.expect(204);
        assert_eq!(ada.api.get(ME).await.expect(200)["id"], ada.id);
    }

    async fn new_password_follows_the_password_rules(server: &Server) {
        let ada = server.sign_up("ada").await;
        for new in ["short", "1234567", &"x".repeat(73), "with\0nul-inside"] {
            let response = ada.api.put(PASSWORD, &change("correct horse", new)).await;
            assert_eq!(response.error_locations(), ["body.new_password"], "{new:?}");
        }
        for (body, places) in [
            (json!({}), vec!["body.current_password", "body.new_password"]),
            (json!({"current_password": null, "new_password": 7}), vec!["body.current_password", "body.new_password"]),
            (json!({"new_password": "battery staple"}), vec!["body.current_password"]),
        ] {
            assert_eq!(ada.api.put(PASSWORD, &body).await.error_locations(), places, "{body}");
        }
        ada.api.put(PASSWORD, &change("correct horse", &"🦀".repeat(18))).await.expect(204);
        server.client().log_in("ada", &"🦀".repeat(18)).await.expect(200);
    }

    // assures: R408
    async fn replica_rejects_the_ended_sessions_after_reload(server: &Server) {
        let ada = server.sign_up("ada").await;
        let (access, _) = server.client().log_in("ada", "correct horse").await.tokens();
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        server.advance(TimeDelta::minutes(10));
        replica.reload_revocations().await.unwrap();
        ada.api.put(PASSWORD, &change("correct horse", "battery staple")).await.expect(204);
        server.advance(TimeDelta::milliseconds(300));
        replica.reload_revocations().await.unwrap();
        let rejected = replica.authenticate(&access).await;
        assert!(matches!(rejected, Err(AuthenticateError::Revoked)), "{rejected:?}");
        replica.authenticate(&ada.access_token).await.unwrap();
    }

    // assures: R212
    async fn login_racing_a_password_change_leaves_no_session(server: &Server) {
        let ada = server.sign_up("ada").await;
        let client = server.client();
        let passwords = ["correct horse", "battery staple", "third password", "fourth password"];
        for pair in passwords.windows(2) {
            let (old, new) = (pair[0], pair[1]);
            let body = change(old, new);
            let logins = futures_util::future::join_all((0..6).map(|_| client.log_in("ada", old)));
            let (changed, logins) = tokio::join!(ada.api.put(PASSWORD, &body), logins);
            changed.expect(204);
            for login in logins {
                assert_session_ended_or_login_failed(&client, &login).await;
            }
        }
        ada.api.get(ME).await.expect(200);
    }

    async fn one_of_two_concurrent_password_changes_fails(server: &Server) {
        let ada = server.sign_up("ada").await;
        let (access, _) = server.client().log_in("ada", "correct horse").await.tokens();
        let other = server.client().with_token(&access);
        let [one, two] = [change("correct horse", "first of two"), change("correct horse", "second of two")];
        let (one, two) = tokio::join!(ada.api.put(PASSWORD, &one), other.put(PASSWORD, &two));
        let (won, lost, password) = if one.status == 204 { (one, two, "first of two") } else { (two, one, "second of two") };
        won.expect(204);
        // The successful change may have ended the session of the failed change before that session's token was
        // checked.
        let code = lost.problem(401);
        assert!(code == "invalid-credentials" || code == "token-revoked", "{code}");
        server.client().log_in("ada", password).await.expect(200);
    }

    async fn concurrent_logins_on_an_older_hash_all_succeed(server: &Server) {
        let user = NewUser { password_hash: PasswordHash::new(OLDER_HASH.to_owned()), ..new_user("ada") };
        server.stores.users.create(&user, server.now()).await.unwrap();
        let client = server.client();
        for login in futures_util::future::join_all((0..6).map(|_| client.log_in("ada", "correct horse"))).await {
            let (access, _) = login.tokens();
            client.with_token(&access).get(ME).await.expect(200);
        }
    }

    async fn password_change_fails_for_a_user_deactivated_meanwhile(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = UserId::new(ada.id).unwrap();
        server.stores.users.set_active(id, false, server.now()).await.unwrap();
        is_revoked_for(&ada).await;
        server.stores.users.set_active(id, true, server.now()).await.unwrap();
        server.client().log_in("ada", "correct horse").await.expect(200);
        // The user is active again, but the earlier session has ended.
        server.advance(TimeDelta::seconds(2));
        assert_eq!(ada.api.get(ME).await.problem(401), "token-revoked");
        assert_eq!(server.client().refresh(&ada.refresh_token).await.problem(401), "refresh-invalid");
    }
}

/// Asserts that the login failed, or that its session has ended.
async fn assert_session_ended_or_login_failed(client: &Client, login: &Response) {
    if login.status == 200 {
        let (access, refresh) = login.tokens();
        assert_session_ended(client, &access, &refresh).await;
    } else {
        assert_eq!(login.problem(401), "invalid-credentials");
    }
}

async fn is_revoked_for(user: &SignedUp) {
    let bodies = [
        user.api.put(PASSWORD, &change("correct horse", "battery staple")).await,
        user.api.patch(ME, &json!({"name": "Ada"})).await,
        user.api
            .send(user.api.request(reqwest::Method::DELETE, ME).json(&json!({"password": "correct horse"})))
            .await,
    ];
    for response in bodies {
        assert_eq!(response.problem(401), "token-revoked");
    }
}
