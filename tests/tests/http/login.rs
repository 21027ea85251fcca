//! Login over HTTP by username or address, with indistinguishable failures.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::testing::CountingEntropy;
use tasklane_core::testing::examples::new_user;
use tasklane_core::user::mail::MailId;
use tasklane_core::user::{LoginName, NewUser, PasswordHash};
use tasklane_tests::{Server, SignedUp, on_every_database};

const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";

/// Hashes in the format of older servers, made by libxcrypt.
const OLDER_HASHES: [(&str, &str); 3] = [
    ("$2b$12$", "$2b$12$V5qIOYrIf8cTM0Yh1jCQuOzloxiQlozxt23XzcD3Xpx1DN6P1y42C"),
    ("$2a$10$", "$2a$10$N9qo8uLOickgx2ZMRZoMye7hLCKuEIm4BcKHuoCJsBy/5Q0NErxWS"),
    ("$2y$10$", "$2y$10$N9qo8uLOickgx2ZMRZoMye7hLCKuEIm4BcKHuoCJsBy/5Q0NErxWS"),
];

async fn set_active(server: &Server, user: &SignedUp, active: bool) {
    let id = UserId::new(user.id).unwrap();
    assert!(server.stores.users.set_active(id, active, server.now()).await.unwrap());
}

async fn stored_hash(server: &Server, username: &str) -> String {
    let name = LoginName::parse(username).unwrap();
    let found = server.stores.users.find_credentials(&name).await.unwrap().unwrap();
    found.password_hash.expose().to_owned()
}

on_every_database! {
    // assures: R109
    async fn login_accepts_username_or_address_in_any_case(server: &Server) {
        let ada = server.sign_up("Ada").await;
        let client = server.client();
        let names = ["Ada", "aDA", " ada ", "ａｄａ", "Ada@example.org", "ADA@EXAMPLE.ORG", " ada@example.org "];
        for name in names {
            let bodies = [json!({"username": name, "password": "correct horse"}),
                json!({"email": name, "password": "correct horse"})];
            let mut responses = vec![client.log_in(name, "correct horse").await];
            for body in bodies {
                responses.push(client.post(LOGIN, &body).await);
            }
            for response in responses {
                let (access_token, refresh_token) = response.tokens();
                assert_eq!(response.json(), json!({
                    "access_token": access_token, "refresh_token": refresh_token, "token_type": "bearer",
                    "expires_in": 1800
                }));
                assert_eq!(response.header("cache-control"), Some("no-store"));
                assert_eq!(client.with_token(&access_token).get(ME).await.expect(200)["id"], ada.id);
                client.refresh(&refresh_token).await.expect(200);
            }
        }
    }

    async fn login_form_may_have_additional_fields(server: &Server) {
        let ada = server.sign_up("ada").await;
        let client = server.client();
        let essence = "username=ada&password=correct+horse";
        for form in [
            essence.to_owned(),
            format!("grant_type=password&{essence}&scope=&client_id=&client_secret="),
            format!("grant_type=anything&{essence}&scope=a%20b&client_id=web&client_secret=x&remember=on"),
            "password=correct%20horse&username=%61da%40EXAMPLE.org".to_owned(),
        ] {
            for media_type in ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=UTF-8"] {
                let request = client.request(Method::POST, LOGIN).header("content-type", media_type);
                let (access_token, _) = client.send(request.body(form.clone())).await.tokens();
                assert_eq!(client.with_token(&access_token).get(ME).await.expect(200)["id"], ada.id, "{form}");
            }
        }
    }

    async fn login_error_names_missing_fields(server: &Server) {
        let client = server.client();
        for (form, places) in [
            (&[("grant_type", "password")][..], &["body.username", "body.password"][..]),
            (&[("username", "ada")], &["body.password"]),
            (&[("password", "correct horse")], &["body.username"]),
        ] {
            assert_eq!(client.send(client.request(Method::POST, LOGIN).form(form)).await.error_locations(), places);
        }
        for (body, places) in [
            (json!({}), &["body.username", "body.password"][..]),
            (json!({"username": 1, "password": null}), &["body.username", "body.password"]),
            (json!({"email": ["ada"], "password": 12_345_678}), &["body.email", "body.password"]),
        ] {
            assert_eq!(client.post(LOGIN, &body).await.error_locations(), places, "{body}");
        }
    }

    // assures: R108, R114, R203, R208
    async fn failed_logins_are_indistinguishable(server: &Server) {
        server.sign_up("ada").await;
        let bob = server.sign_up("bob").await;
        set_active(server, &bob, false).await;
        let reference = server.client().log_in("nobody", "correct horse").await;
        assert_eq!(reference.problem(401), "invalid-credentials");
        assert!(reference.header("www-authenticate").unwrap().starts_with("Bearer"));
        assert_eq!(reference.header("cache-control"), Some("no-store"));
        let long = "x".repeat(100);
        for (name, password) in [
            ("nobody@example.org", "correct horse"),
            ("ada", "wrong horse"),
            ("ada@example.org", "wrong horse"),
            ("ada", "Correct horse"),
            ("ada", "short"),
            ("ada", long.as_str()),
            ("ada", "correct horse\0"),
            ("ada", "correct horse\0correct horse"),
            ("ada\0", "correct horse"),
            ("a\0da", "correct horse"),
            ("ada@example.org\0", "correct horse"),
            ("ada' OR '1'='1", "correct horse"),
            ("ad_", "correct horse"),
            ("%", "correct horse"),
            (long.as_str(), "correct horse"),
            ("bob", "wrong horse"),
            ("bob@example.org", "wrong horse"),
        ] {
            let body = json!({"username": name, "password": password});
            for response in [server.client().log_in(name, password).await, server.client().post(LOGIN, &body).await] {
                assert_eq!(response.stable_parts(), reference.stable_parts(), "{name:?} {password:?}");
            }
        }
        server.client().log_in("ada", "correct horse").await.expect(200);
    }

    // assures: R208
    async fn inactive_account_is_revealed_only_by_the_correct_password(server: &Server) {
        let bob = server.sign_up("bob").await;
        set_active(server, &bob, false).await;
        for name in ["bob", "BOB@example.org"] {
            let response = server.client().log_in(name, "correct horse").await;
            assert_eq!(response.problem(403), "account-inactive");
            assert_eq!(response.header("www-authenticate"), None);
            assert_eq!(response.header("cache-control"), Some("no-store"));
        }
        set_active(server, &bob, true).await;
        server.client().log_in("bob", "correct horse").await.expect(200);
    }

    /// The account was registered while the server required a verification.
    async fn unverified_account_is_not_removed_after_a_login(server: &Server) {
        let verification = Some(MailId::random(&CountingEntropy::default()));
        let (_, hash) = OLDER_HASHES[0];
        let new = NewUser { verification, password_hash: PasswordHash::new(hash.to_owned()), ..new_user("bob") };
        let bob = server.stores.users.create(&new, server.now()).await.unwrap().id;
        server.stores.users.start_verification_period(bob, server.now()).await.unwrap();
        server.client().log_in("bob", "correct horse").await.expect(200);
        // No session shows the login any more.
        let later = server.now() + TimeDelta::days(8);
        let sessions = server.stores.sessions.revoke_all(bob, None, server.now()).await.unwrap();
        assert_eq!(server.stores.sessions.purge(bob, &sessions, later).await.unwrap(), 1);
        assert_eq!(server.stores.users.purge_unverified(later, 9).await.unwrap(), 0);
        server.client().log_in("bob", "correct horse").await.expect(200);
    }

    // assures: R207
    async fn older_hash_is_accepted_and_replaced(server: &Server) {
        let client = server.client();
        for (n, (version, hash)) in OLDER_HASHES.into_iter().enumerate() {
            let username = format!("user{n}");
            let user = NewUser { password_hash: PasswordHash::new(hash.to_owned()), ..new_user(&username) };
            server.stores.users.create(&user, server.now()).await.unwrap();
            assert!(hash.starts_with(version));
            // A wrong password does not change the hash.
            for wrong in ["wrong horse", "correct horse\0", "correct horse\0correct horse"] {
                assert_eq!(client.log_in(&username, wrong).await.problem(401), "invalid-credentials");
            }
            assert_eq!(stored_hash(server, &username).await, hash);
            let (access_token, _) = client.log_in(&username, "correct horse").await.tokens();
            client.with_token(&access_token).get(ME).await.expect(200);
            let rewritten = stored_hash(server, &username).await;
            assert!(rewritten.starts_with("$tasklane$1$$2b$04$"), "{rewritten}");
            client.log_in(&username, "correct horse").await.expect(200);
            assert_eq!(client.log_in(&username, "wrong horse").await.problem(401), "invalid-credentials");
            assert_eq!(stored_hash(server, &username).await, rewritten);
        }
    }
}

/// Both routes open sessions with the same function.
#[tokio::test]
async fn todo_login_behaves_like_the_v1_login() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let client = server.client();
    for body in [json!({"email": "ADA@example.org"}), json!({"username": "Ada"})] {
        let mut body = body;
        body["password"] = json!("correct horse");
        let response = client.post("/api/auth/login", &body).await;
        let (access_token, refresh_token) = response.tokens();
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(client.with_token(&access_token).get(ME).await.expect(200)["id"], ada.id);
        client.refresh(&refresh_token).await.expect(200);
        body["password"] = Value::from("wrong horse");
        let [one, other] = [client.post("/api/auth/login", &body).await, client.post(LOGIN, &body).await];
        assert_eq!(one.stable_parts(), other.stable_parts());
    }
    let form = [("username", "ada"), ("password", "correct horse")];
    client.send(client.request(Method::POST, "/api/auth/login").form(&form)).await.expect(200);
}
