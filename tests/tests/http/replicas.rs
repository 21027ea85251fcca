//! Several servers on one database: concurrent refreshes and revocations.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use tasklane_core::session::{AuthenticateError, RevokedSince};
use tasklane_core::user::LoginName;
use tasklane_tests::{SignedUp, on_every_database};

const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/auth/me";

async fn log_out(user: &SignedUp) {
    user.api.post(LOGOUT, &serde_json::json!({})).await.expect(204);
}

fn is_revoked<T: std::fmt::Debug>(response: &Result<T, AuthenticateError>) {
    assert!(matches!(response, Err(AuthenticateError::Revoked)), "{response:?}");
}

on_every_database! {
    // assures: R405
    async fn twenty_concurrent_refreshes_on_two_servers_get_the_same_successor(server: &Server) {
        let ada = server.sign_up("ada").await;
        let second = server.second_server();
        let clients = [server.client(), second.client()];
        // In the first round, the token has no successor. In the second round, 61 s later, its unused successor must be
        // replaced.
        for pause in [0, 61] {
            server.advance(TimeDelta::seconds(pause));
            let refreshes = (0..20).map(|n| clients[n % 2].refresh(&ada.refresh_token));
            let mut successors = BTreeSet::new();
            for response in join_all(refreshes).await {
                let (access, refresh) = response.tokens();
                successors.insert(refresh);
                clients[0].with_token(&access).get(ME).await.expect(200);
            }
            assert_eq!(successors.len(), 1);
        }
    }

    // assures: R309
    /// One replica has just started and has no revocation list. The other replica has a list that is more than a second
    /// old.
    async fn replica_with_a_stale_revocation_list_queries_the_database(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let [just_started, stopped] = [server.replica(), server.replica()];
        stopped.reload_revocations().await.unwrap();
        log_out(&ada).await;
        is_revoked(&just_started.authenticate(&ada.access_token).await);
        just_started.authenticate(&bob.access_token).await.unwrap();
        server.advance(TimeDelta::milliseconds(1001));
        is_revoked(&stopped.authenticate(&ada.access_token).await);
        stopped.authenticate(&bob.access_token).await.unwrap();
    }

    async fn replica_with_too_many_revocations_queries_the_database(server: &Server) {
        let replica = server.replica_with_max_revocations(3);
        let mut users = Vec::new();
        for name in ["ada", "bob", "cid", "dan", "eve"] {
            users.push(server.sign_up(name).await);
        }
        replica.reload_revocations().await.unwrap();
        for user in &users[..4] {
            log_out(user).await;
        }
        // The replica rejects each ended session, whether or not its list contains the session.
        for _ in 0..40 {
            server.advance(TimeDelta::milliseconds(900));
            replica.reload_revocations().await.unwrap();
            for user in &users[..4] {
                is_revoked(&replica.authenticate(&user.access_token).await);
            }
            replica.authenticate(&users[4].access_token).await.unwrap();
        }
        // Half an hour later, the tokens of the ended sessions have expired. So the list is complete again, and
        // requests use only the list: a session that ends now is accepted until the next reload.
        server.advance(TimeDelta::minutes(31));
        replica.reload_revocations().await.unwrap();
        let (access, _) = server.client().log_in("eve", "correct horse").await.tokens();
        replica.authenticate(&access).await.unwrap();
        server.client().with_token(&access).post(LOGOUT, &serde_json::json!({})).await.expect(204);
        replica.authenticate(&access).await.unwrap();
        replica.reload_revocations().await.unwrap();
        is_revoked(&replica.authenticate(&access).await);
    }

    // assures: R408
    async fn operator_can_end_the_sessions_of_one_user_or_of_all_users(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let (phone, phone_refresh) = server.client().log_in("ada", "correct horse").await.tokens();
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        let ended = server.session_cleaner().end_all_of(&LoginName::parse("ADA@example.org").unwrap()).await.unwrap();
        assert_eq!(ended.map(|(_, ended)| ended), Some(2));
        assert_eq!(server.session_cleaner().end_all_of(&LoginName::parse("nobody").unwrap()).await.unwrap(), None);
        replica.reload_revocations().await.unwrap();
        for token in [&ada.access_token, &phone] {
            is_revoked(&replica.authenticate(token).await);
        }
        for token in [&ada.refresh_token, &phone_refresh] {
            assert_eq!(server.client().refresh(token).await.problem(401), "refresh-invalid");
        }
        replica.authenticate(&bob.access_token).await.unwrap();
        server.client().log_in("ada", "correct horse").await.expect(200);
        assert_eq!(server.session_cleaner().end_all().await.unwrap(), 2);
        replica.reload_revocations().await.unwrap();
        is_revoked(&replica.authenticate(&bob.access_token).await);
        assert_eq!(server.session_cleaner().end_all().await.unwrap(), 0);
    }

    // assures: R410
    async fn ended_session_is_stored_for_25_hours(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        log_out(&ada).await;
        let ended = server.now();
        server.advance(TimeDelta::hours(25));
        assert_eq!(server.session_cleaner().purge_next(None).await.unwrap().changed, 0);
        server.advance(TimeDelta::microseconds(1));
        let purged = server.session_cleaner().purge_next(None).await.unwrap();
        assert_eq!((purged.changed, purged.next), (1, None));
        assert_eq!(server.stores.sessions.find_revoked_since(ended, ended, 9).await.unwrap(), RevokedSince::default());
        assert_eq!(server.client().refresh(&ada.refresh_token).await.problem(401), "refresh-invalid");
        server.client().refresh(&bob.refresh_token).await.expect(200);
    }
}
