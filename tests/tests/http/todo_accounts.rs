//! Todo accounts: registration derives the username from the e-mail address, and the accounts also work in v1.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tasklane_tests::on_every_database;

const REGISTER: &str = "/api/auth/register";

on_every_database! {
    // assures: R504
    async fn todo_registration_returns_four_members_and_derives_the_username(server: &Server) {
        let client = server.client();
        let account = json!({
            "email": " Ada.Lovelace@Example.org ", "password": "correct horse", "name": " Ada ", "username": "ignored",
            "id": 99, "is_active": false
        });
        let response = client.post(REGISTER, &account).await;
        let id = response.expect(201)["id"].as_i64().unwrap();
        assert_eq!(response.json(), json!({
            "id": id, "email": "Ada.Lovelace@Example.org", "name": "Ada", "created_at": "2026-01-01T12:00:00.000000Z"
        }));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let (access_token, _) = client.log_in("ada.lovelace", "correct horse").await.tokens();
        let me = client.with_token(&access_token).get("/api/v1/auth/me").await.expect(200);
        assert_eq!((&me["id"], &me["username"]), (&json!(id), &json!("Ada.Lovelace")));
        let bare = json!({"email": "bob@example.org", "password": "correct horse"});
        assert_eq!(client.post(REGISTER, &bare).await.expect(201)["name"], Value::Null);
    }

    async fn todo_registration_with_a_taken_local_part_gets_another_username(server: &Server) {
        let client = server.client();
        server.sign_up("ada").await;
        let mut usernames = vec!["ada".to_owned()];
        let long = format!("{}@example.org", "x".repeat(64));
        for email in ["ADA@example.com", "ada@example.net", "a@example.org", "a@example.com", &long, "æ@example.org"] {
            client.post(REGISTER, &json!({"email": email, "password": "correct horse"})).await.expect(201);
            let (access_token, _) = client.log_in(email, "correct horse").await.tokens();
            let me = client.with_token(&access_token).get("/api/v1/auth/me").await.expect(200);
            assert_eq!(me["email"], email);
            let username = me["username"].as_str().unwrap().to_lowercase();
            // The username also works for login.
            client.log_in(&username, "correct horse").await.expect(200);
            let first = |text: &str| text.to_lowercase().chars().next();
            assert_eq!(first(&username), first(email));
            assert!((3..=50).contains(&username.chars().count()), "{username}");
            assert!(!usernames.contains(&username), "{username}");
            usernames.push(username);
        }
    }

    async fn twenty_racing_registrations_with_one_local_part_all_succeed(server: &Server) {
        let client = server.client();
        let accounts: Vec<Value> =
            (0..20).map(|n| json!({"email": format!("ada@{n}.example.org"), "password": "correct horse"})).collect();
        for response in join_all(accounts.iter().map(|account| client.post(REGISTER, account))).await {
            response.expect(201);
        }
        // An address can have only one account, and the error does not mention a username.
        let account = json!({"email": "bob@example.org", "password": "correct horse"});
        let responses = join_all((0..20).map(|_| client.post(REGISTER, &account))).await;
        let (created, rejected): (Vec<_>, Vec<_>) = responses.iter().partition(|response| response.status == 201);
        assert_eq!(created.len(), 1);
        for response in rejected {
            assert_eq!(response.problem(400), "email-taken");
        }
    }

    async fn todo_registration_is_validated_as_in_v1(server: &Server) {
        let client = server.client();
        server.sign_up("ada").await;
        let taken = json!({"email": "ADA@Example.org", "password": "correct horse"});
        assert_eq!(client.post(REGISTER, &taken).await.problem(400), "email-taken");
        for (body, places) in [
            (json!({}), &["body.email", "body.password"][..]),
            (json!({"email": "bob", "password": "short", "name": 7}), &["body.email", "body.password", "body.name"]),
            (json!({"email": "bob@example.org", "password": "x".repeat(73)}), &["body.password"]),
            (json!({"email": "b\0ob@example.org", "password": "correct horse\0"}), &["body.email", "body.password"]),
        ] {
            assert_eq!(client.post(REGISTER, &body).await.error_locations(), places, "{body}");
        }
    }
}
