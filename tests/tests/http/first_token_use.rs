//! The first use of an access token that another server issued. `authorization.rs` calls every route that needs
//! a token with tokens of missing sessions.

use chrono::TimeDelta;
use serde_json::json;
use tasklane_core::session::{AuthenticateError, Client, TokenTransport};
use tasklane_core::user::{LoginName, PasswordAttempt};
use tasklane_tests::{Server, on_every_database};

const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/auth/me";
const WORKFLOW: &str = "/api/v1/tasks/workflow";

on_every_database! {
    // assures: R303
    async fn token_issued_before_a_restore_is_rejected(server: &Server) {
        let other_life = Server::on_memory(&[]).await;
        let (ada, lost) = (server.sign_up("ada").await, other_life.sign_up("lost").await);
        assert_eq!(ada.id, lost.id, "both users must have the same id");
        let before = ada.api.get(ME).await.expect(200);
        let api = server.client().with_token(&lost.access_token);
        for path in [ME, WORKFLOW, "/api/v1/tasks/summary", "/api/v1/tasks", &format!("/api/{}/tasks", ada.id)] {
            assert_eq!(api.get(path).await.problem(401), "token-revoked", "{path}");
        }
        assert_eq!(server.client().refresh(&lost.refresh_token).await.problem(401), "refresh-invalid");
        // Logout is idempotent, and there is no session to end.
        api.post(LOGOUT, &json!({"refresh_token": lost.refresh_token})).await.expect(204);
        assert_eq!(ada.api.get(ME).await.expect(200), before);
        server.client().refresh(&ada.refresh_token).await.expect(200);
    }

    // assures: R303
    async fn foreign_token_is_confirmed_once_and_cached(server: &Server) {
        let ada = server.sign_up("ada").await;
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        replica.authenticate(&ada.access_token).await.unwrap();
        // The replica is not notified. It learns of the logout when it reloads its revocation list.
        ada.api.post(LOGOUT, &json!({})).await.expect(204);
        replica.authenticate(&ada.access_token).await.unwrap();
        replica.reload_revocations().await.unwrap();
        let revoked = replica.authenticate(&ada.access_token).await;
        assert!(matches!(revoked, Err(AuthenticateError::Revoked)), "{revoked:?}");
    }

    /// A server need not look up an access token that it issued at a login. It must look up an access token that it
    /// issued at a refresh, because the first use of that token confirms the refresh token in the database.
    async fn login_token_needs_no_database_lookup_on_its_server(server: &Server) {
        server.sign_up("ada").await;
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        let (name, attempt) = (LoginName::parse("ada"), PasswordAttempt::new("correct horse"));
        let client = Client::default();
        let login = replica.login(name.as_ref(), &attempt, client.clone(), TokenTransport::Cookie);
        let login = login.await.unwrap();
        let refresh = replica.refresh(&login.refresh_token, TokenTransport::Cookie, &client);
        let refreshed = refresh.await.unwrap().pair;
        let signed_in = login.signed_in;
        server.stores.sessions.revoke(signed_in.user_id, signed_in.session_id, server.now(), None).await.unwrap();
        assert_eq!(replica.authenticate(&login.access_token).await.unwrap().signed_in, signed_in);
        let confirming = replica.authenticate(&refreshed.access_token).await;
        assert!(matches!(confirming, Err(AuthenticateError::Revoked)), "{confirming:?}");
    }

    async fn fresh_revocation_list_does_not_confirm_an_unseen_token(server: &Server) {
        let ada = server.sign_up("ada").await;
        let replica = server.replica();
        server.advance(TimeDelta::minutes(1));
        replica.reload_revocations().await.unwrap();
        ada.api.post(LOGOUT, &json!({})).await.expect(204);
        let revoked = replica.authenticate(&ada.access_token).await;
        assert!(matches!(revoked, Err(AuthenticateError::Revoked)), "{revoked:?}");
    }
}
