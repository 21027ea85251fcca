//! Registration and `auth/me` of v1 over HTTP.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tasklane_tests::{Response, Server, on_every_database};

const REGISTER: &str = "/api/v1/auth/register";

/// Ada's registration with one member replaced.
fn account_but(member: &str, value: impl Into<Value>) -> Value {
    let mut account = json!({
        "email": "ada@example.org", "username": "ada", "password": "correct horse", "name": "Ada Lovelace"
    });
    account[member] = value.into();
    account
}

async fn register_all(server: &Server, accounts: &[Value]) -> Vec<Response> {
    let client = server.client();
    join_all(accounts.iter().map(|account| client.post(REGISTER, account))).await
}

/// Asserts that exactly one account was created, and that all other requests got `code`.
fn only_one_registered(responses: &[Response], code: &str) {
    let (created, rejected): (Vec<_>, Vec<_>) = responses.iter().partition(|response| response.status == 201);
    assert_eq!(created.len(), 1);
    for response in rejected {
        assert_eq!(response.problem(400), code);
    }
}

on_every_database! {
    // assures: R113
    async fn registration_returns_the_documented_user(server: &Server) {
        let account = json!({
            "email": " Ada@Example.org ", "username": " Ada ", "password": "correct horse", "name": "Ada Lovelace",
            "id": 99, "is_active": false, "role": "admin"
        });
        let response = server.client().post(REGISTER, &account).await;
        let id = response.expect(201)["id"].as_i64().unwrap();
        let expected = json!({
            "id": id, "email": "Ada@Example.org", "email_verified": false, "pending_email": null, "username": "Ada",
            "name": "Ada Lovelace", "role": "user", "language": "en", "time_zone": "UTC", "login_notices": true,
            "is_active": true, "created_at": "2026-01-01T12:00:00.000000Z"
        });
        assert_eq!(response.json(), expected);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let token = server.client().log_in("ADA", "correct horse").await.expect(200)["access_token"].clone();
        let me = server.client().with_token(token.as_str().unwrap()).get("/api/v1/auth/me").await;
        assert_eq!(me.expect(200), expected);
        assert_eq!(me.header("cache-control"), Some("no-store"));
    }

    async fn name_is_optional_and_a_blank_name_is_null(server: &Server) {
        let spellings = [None, Some(json!(null)), Some(json!("")), Some(json!(" \t\u{3000}"))];
        for (n, name) in spellings.into_iter().enumerate() {
            let mut account = json!({
                "email": format!("ada{n}@example.org"), "username": format!("ada{n}"), "password": "correct horse"
            });
            if let Some(name) = name {
                account["name"] = name;
            }
            let user = server.client().post(REGISTER, &account).await.expect(201);
            assert_eq!(user["name"], Value::Null, "{account}");
        }
    }

    // assures: R109
    async fn usernames_and_addresses_are_unique_ignoring_case(server: &Server) {
        let client = server.client();
        let taken = json!({"email": "Ädå@Example.org", "username": "Straße", "password": "correct horse"});
        client.post(REGISTER, &taken).await.expect(201);
        for (email, username, code) in [
            ("Ädå@Example.org", "other", "email-taken"),
            (" äDÅ@EXAMPLE.ORG ", "other", "email-taken"),
            ("other@example.org", "Straße", "username-taken"),
            ("other@example.org", " STRASSE", "username-taken"),
            ("other@example.org", "ｓｔｒａｓｓｅ", "username-taken"),
            ("ädå@example.org", "strasse", "email-taken"),
        ] {
            let account = json!({"email": email, "username": username, "password": "another horse"});
            let response = client.post(REGISTER, &account).await;
            assert_eq!(response.problem(400), code, "{account}");
            assert_eq!(response.header("cache-control"), Some("no-store"));
        }
        // Rejected registrations changed nothing.
        let other = json!({"email": "other@example.org", "username": "other", "password": "another horse"});
        client.post(REGISTER, &other).await.expect(201);
        client.log_in("strasse", "correct horse").await.expect(200);
    }

    // assures: R211
    async fn one_of_20_racing_registrations_of_one_address_succeeds(server: &Server) {
        let account = |n: usize| {
            let email = if n.is_multiple_of(2) { "ada@example.org" } else { "ADA@Example.ORG" };
            json!({"email": email, "username": format!("ada{n}"), "password": "correct horse"})
        };
        let responses = register_all(server, &(0..20).map(account).collect::<Vec<_>>()).await;
        only_one_registered(&responses, "email-taken");
        server.client().log_in("ada@example.org", "correct horse").await.expect(200);
    }

    // assures: R211
    async fn one_of_20_racing_registrations_of_one_username_succeeds(server: &Server) {
        let account = |n: usize| {
            let username = if n.is_multiple_of(2) { "ada" } else { "ADA" };
            json!({"email": format!("{n}@example.org"), "username": username, "password": "correct horse"})
        };
        let responses = register_all(server, &(0..20).map(account).collect::<Vec<_>>()).await;
        only_one_registered(&responses, "username-taken");
    }

    // assures: R211
    async fn one_of_20_identical_racing_registrations_succeeds(server: &Server) {
        let responses = register_all(server, &vec![account_but("name", "Ada"); 20]).await;
        only_one_registered(&responses, "email-taken");
    }

    async fn registration_reports_all_errors_together(server: &Server) {
        let all = ["body.email", "body.username", "body.password", "body.name"];
        for (body, places) in [
            (json!({}), &all[..3]),
            (json!({"email": null, "username": null, "password": null, "name": null}), &all[..3]),
            (json!({"email": 1, "username": true, "password": ["correct horse"], "name": {}}), &all),
            (json!({"email": " ", "username": " ", "password": "", "name": "x".repeat(101)}), &all),
            (json!({"email": "ada", "username": "ab", "password": "short", "name": "a\0"}), &all),
            (account_but("username", "ada@example.org"), &all[1..2]),
        ] {
            let response = server.client().post(REGISTER, &body).await;
            assert_eq!(response.error_locations(), places, "{body}");
            // The detail also names each error.
            let (problem, detail) = (response.json(), response.json()["detail"].as_str().unwrap().to_owned());
            for fault in problem["errors"].as_array().unwrap() {
                let (name, msg) = (fault["loc"][1].as_str().unwrap(), fault["msg"].as_str().unwrap());
                assert!(detail.contains(&format!("{name}: {msg}")), "{detail}");
                assert_ne!(fault["type"].as_str().unwrap(), "");
            }
        }
        server.client().post(REGISTER, &account_but("name", "Ada")).await.expect(201);
    }

    // assures: R107
    async fn lengths_are_counted_in_code_points_up_to_the_limit(server: &Server) {
        let domain = format!("{}.{}.{}.org", "b".repeat(62), "c".repeat(62), "d".repeat(59));
        let email = |local: usize| format!("{}@{domain}", "a".repeat(local));
        assert_eq!(email(64).len(), 254);
        for (member, too_much, accepted) in [
            ("username", "a".repeat(51), "a".repeat(50)),
            ("username", "𝒜".repeat(51), "🦀".repeat(50)),
            ("username", "ab".to_owned(), "abc".to_owned()),
            ("username", "🦀🦀".to_owned(), "🦀🦀🦀".to_owned()),
            ("name", "🦀".repeat(101), "🦀".repeat(100)),
            ("email", format!("a.{}", email(63)), email(64)),
        ] {
            let rejected = server.client().post(REGISTER, &account_but(member, too_much)).await;
            assert_eq!(rejected.error_locations(), [format!("body.{member}")]);
            let mut account = account_but(member, accepted.clone());
            // Each account needs a unique username and e-mail address.
            let unique = format!("x{}", accepted.len() + accepted.chars().count());
            if member != "username" {
                account["username"] = json!(unique);
            }
            if member != "email" {
                account["email"] = json!(format!("{unique}@example.org"));
            }
            let user = server.client().post(REGISTER, &account).await.expect(201);
            assert_eq!(user[member], accepted);
        }
    }

    async fn invalid_address_is_rejected(server: &Server) {
        for email in ["ada", "@example.org", "ada@", "a b@example.org", "Ada <ada@example.org>", "a@b@example.org"] {
            let response = server.client().post(REGISTER, &account_but("email", email)).await;
            assert_eq!(response.error_locations(), ["body.email"], "{email}");
        }
    }

    // assures: R108, R203
    async fn invisible_and_control_characters_are_rejected(server: &Server) {
        let controls = ["\0", "\u{1b}", "\r", "\n", "\t", "\u{7f}", "\u{9b}"];
        let bidi = ["\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}"];
        let unseen = ["\u{200b}", "\u{200d}", "\u{feff}", "\u{ad}", "\u{3164}", "\u{e000}", "\u{378}"];
        for (member, start, end, rejected) in [
            ("email", "a", "da@example.org", [&controls[..], &bidi, &unseen].concat()),
            ("username", "a", "da", [&controls[..], &bidi, &unseen].concat()),
            ("name", "A", "da", controls.to_vec()),
            ("password", "correct", " horse", vec!["\0"]),
        ] {
            for hidden in rejected {
                let value = format!("{start}{hidden}{end}");
                let response = server.client().post(REGISTER, &account_but(member, value)).await;
                assert_eq!(response.error_locations(), [format!("body.{member}")], "{hidden:?}");
            }
        }
        let name = "O'Brien \"x\"; -- <b>é\u{301} 🦀 مرحبا %00 \\0";
        let user = server.client().post(REGISTER, &account_but("name", name)).await.expect(201);
        assert_eq!(user["name"], name);
    }
}

// assures: R202
/// This test and the tests below do not depend on the database.
#[tokio::test]
async fn password_has_at_least_8_characters_and_at_most_72_bytes() {
    let server = Server::on_memory(&[]).await;
    for password in ["1234567".to_owned(), "🦀".repeat(7), String::new()] {
        let response = server.client().post(REGISTER, &account_but("password", password)).await;
        assert_eq!(response.error_locations(), ["body.password"]);
        assert!(response.json()["detail"].as_str().unwrap().contains("at least 8 characters"));
    }
    for password in ["x".repeat(73), "🦀".repeat(19), format!("{}é", "x".repeat(71))] {
        let response = server.client().post(REGISTER, &account_but("password", password)).await;
        assert_eq!(response.error_locations(), ["body.password"]);
        // The message must mention bytes, because two of these passwords have at most 72 characters.
        let detail = response.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("at most 72 bytes") && detail.contains("password hash"), "{detail}");
        assert!(
            !response.text.contains("xxxx") && !response.text.contains('🦀'),
            "the response must not contain the password"
        );
    }
    let accepted = ["8 chars!".to_owned(), "🦀".repeat(8), "🦀".repeat(18), "x".repeat(72), " ".repeat(8)];
    for (n, password) in accepted.iter().enumerate() {
        let (email, username) = (format!("{n}@example.org"), format!("user{n}"));
        let account = json!({"email": email, "username": username, "password": password});
        server.client().post(REGISTER, &account).await.expect(201);
        server.client().log_in(&username, password).await.expect(200);
        // Every character is significant, including the last one.
        let shorter: String = password.chars().skip(1).collect();
        let other = format!("{shorter}y");
        for wrong in [shorter, other] {
            assert_eq!(server.client().log_in(&username, &wrong).await.problem(401), "invalid-credentials");
        }
    }
}

// assures: R205
#[tokio::test]
async fn password_is_used_exactly_as_typed() {
    let server = Server::on_memory(&[]).await;
    let password = " Correct\tHörse ";
    server.client().post(REGISTER, &account_but("password", password)).await.expect(201);
    for wrong in [password.trim(), " correct\thörse ", " Correct Hörse ", " Correct\tHo\u{308}rse "] {
        assert_eq!(server.client().log_in("ada", wrong).await.problem(401), "invalid-credentials");
    }
    server.client().log_in("ada", password).await.expect(200);
}

#[tokio::test]
async fn registration_can_be_disabled() {
    let server = Server::on_memory(&[("REGISTRATION_ENABLED", "false")]).await;
    for path in [REGISTER, "/api/auth/register"] {
        let response = server.client().post(path, &account_but("name", "Ada")).await;
        assert_eq!(response.problem(403), "registration-disabled", "{path}");
        assert_eq!(response.header("www-authenticate"), None);
    }
    assert_eq!(server.client().log_in("ada", "correct horse").await.problem(401), "invalid-credentials");
}
