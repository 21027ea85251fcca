//! Profile changes over HTTP.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_tests::{SignedUp, on_every_database};

const ME: &str = "/api/v1/auth/me";

async fn change(who: &SignedUp, body: &Value) -> Value {
    who.api.patch(ME, body).await.expect(200)
}

on_every_database! {
    async fn profile_patch_changes_only_named_members(server: &Server) {
        let ada = server.sign_up("ada").await;
        let before = ada.api.get(ME).await.expect(200);
        let mut expected = before.clone();
        for (body, member, value) in [
            (json!({"name": " Ada 🦀 "}), "name", json!("Ada 🦀")),
            (json!({"username": " Lovelace "}), "username", json!("Lovelace")),
            (json!({"email": "Ada@Home.example", "current_password": "correct horse"}), "email", json!("Ada@Home.example")),
            (json!({"name": null}), "name", Value::Null),
            (json!({"name": "Ada"}), "name", json!("Ada")),
            (json!({"name": "  "}), "name", Value::Null),
        ] {
            expected[member] = value;
            let response = ada.api.patch(ME, &body).await;
            assert_eq!(response.expect(200), expected, "{body}");
            assert_eq!(response.header("cache-control"), Some("no-store"));
            assert_eq!(ada.api.get(ME).await.expect(200), expected);
        }
        for name in ["lovelace", "ada@home.example"] {
            server.client().log_in(name, "correct horse").await.expect(200);
        }
        for name in ["ada", "ada@example.org"] {
            assert_eq!(server.client().log_in(name, "correct horse").await.problem(401), "invalid-credentials");
        }
    }

    // assures: R503
    async fn profile_body_sets_only_profile_members(server: &Server) {
        let ada = server.sign_up("ada").await;
        let before = ada.api.get(ME).await.expect(200);
        let foreign = json!({
            "id": ada.id + 1, "is_active": false, "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z",
            "password": "another horse", "hashed_password": "x", "role": "admin", "email_canonical": "x", "verified": true,
            "email_verified": true, "pending_email": "eve@example.org", "verification_due_at": null
        });
        assert_eq!(change(&ada, &foreign).await, before);
        assert_eq!(ada.api.get(ME).await.expect(200), before);
        server.client().log_in("ada", "correct horse").await.expect(200);
    }

    async fn preferences_can_be_changed(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut expected = ada.api.get(ME).await.expect(200);
        for (member, value) in [
            ("language", json!("de")), ("time_zone", json!("Europe/Berlin")), ("login_notices", json!(false)),
            ("language", json!("en")), ("time_zone", json!("America/Argentina/Buenos_Aires")), ("login_notices", json!(true)),
        ] {
            expected[member] = value.clone();
            assert_eq!(change(&ada, &json!({member: value})).await, expected);
            assert_eq!(ada.api.get(ME).await.expect(200), expected);
        }
        for (body, place) in [
            (json!({"language": "fr"}), "body.language"), (json!({"language": null}), "body.language"),
            (json!({"time_zone": "Berlin"}), "body.time_zone"), (json!({"time_zone": "+02:00"}), "body.time_zone"),
            (json!({"time_zone": null}), "body.time_zone"), (json!({"time_zone": 2}), "body.time_zone"),
            (json!({"login_notices": "yes"}), "body.login_notices"), (json!({"login_notices": null}), "body.login_notices"),
        ] {
            assert_eq!(ada.api.patch(ME, &body).await.error_locations(), [place], "{body}");
        }
        // Preferences need no password, even in an older session.
        server.advance(TimeDelta::minutes(11));
        change(&ada, &json!({"language": "es", "time_zone": "UTC", "login_notices": false})).await;
    }

    async fn profile_patch_without_effect_writes_nothing(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = UserId::new(ada.id).unwrap();
        let before = server.stores.users.find(id).await.unwrap().unwrap();
        server.advance(chrono::TimeDelta::seconds(5));
        let shown = ada.api.get(ME).await.expect(200);
        // Some clients send the whole object. The address is unchanged, so no password is required.
        for body in [json!({}), shown.clone(), json!({"email": " ada@example.org "})] {
            assert_eq!(change(&ada, &body).await, shown, "{body}");
        }
        assert_eq!(server.stores.users.find(id).await.unwrap().unwrap(), before);
        change(&ada, &json!({"name": "Ada"})).await;
        assert_eq!(server.stores.users.find(id).await.unwrap().unwrap().updated_at, server.now());
    }

    // assures: R212
    async fn address_change_in_an_older_session_requires_the_password(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(11));
        let another = json!({"email": "ada@home.example", "name": "Ada"});
        assert_eq!(ada.api.patch(ME, &another).await.problem(403), "password-required");
        for wrong in ["wrong horse", "", "correct horse\0"] {
            let mut body = another.clone();
            body["current_password"] = json!(wrong);
            let response = ada.api.patch(ME, &body).await;
            assert_eq!(response.problem(401), "invalid-credentials", "{wrong:?}");
            assert!(response.header("www-authenticate").unwrap().starts_with("Bearer"));
        }
        // The rejected request wrote nothing, not even the name.
        let stored = ada.api.get(ME).await.expect(200);
        assert_eq!((&stored["email"], &stored["name"]), (&json!("ada@example.org"), &Value::Null));
        // A change of case keeps the same address, so the password is not checked.
        let same = change(&ada, &json!({"email": "Ada@Example.org", "current_password": "wrong horse"})).await;
        assert_eq!(same["email"], "Ada@Example.org");
        change(&ada, &json!({"name": "Ada"})).await;
    }

    async fn former_password_member_is_ignored_beside_password(server: &Server) {
        let ada = server.sign_up("ada").await;
        server.advance(TimeDelta::minutes(11));
        for (former, email) in [(Value::Null, "a@example.org"), (json!(7), "b@example.org"), (json!("wrong horse"), "c@example.org")] {
            let body = json!({"email": email, "password": "correct horse", "current_password": former});
            assert_eq!(change(&ada, &body).await["email"], email);
        }
    }

    async fn taken_names_are_rejected(server: &Server) {
        let (ada, _bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        for (body, code) in [
            (json!({"email": "BOB@example.org"}), "email-taken"),
            (json!({"username": " BOB"}), "username-taken"),
            (json!({"username": "ｂｏｂ", "name": "Ada"}), "username-taken"),
            (json!({"email": "bob@example.org", "username": "bob"}), "email-taken"),
        ] {
            let mut body = body;
            body["current_password"] = json!("correct horse");
            assert_eq!(ada.api.patch(ME, &body).await.problem(400), code, "{body}");
        }
        let stored = ada.api.get(ME).await.expect(200);
        assert_eq!((&stored["username"], &stored["email"], &stored["name"]),
            (&json!("ada"), &json!("ada@example.org"), &Value::Null));
        // Without the password, the response does not reveal whether the address is taken.
        server.advance(TimeDelta::minutes(11));
        for taken in [json!({"email": "bob@example.org"}), json!({"username": "bob"})] {
            assert_eq!(ada.api.patch(ME, &taken).await.problem(403), "password-required");
        }
    }

    async fn released_names_are_reserved_for_their_user(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        change(&ada, &json!({"email": "lovelace@example.org", "username": "lovelace"})).await;
        for (body, code) in [
            (json!({"email": "ADA@example.org"}), "email-taken"),
            (json!({"username": "Ada"}), "username-taken"),
            (json!({"email": "ada@example.org", "username": "lovelace"}), "email-taken"),
        ] {
            let mut body = body;
            body["current_password"] = json!("correct horse");
            assert_eq!(bob.api.patch(ME, &body).await.problem(400), code, "{body}");
        }
        let account = json!({"email": "new@example.org", "username": "ada", "password": "battery staple"});
        let registered = server.client().post("/api/v1/auth/register", &account).await;
        let reserved = registered.problem(400);
        let taken = json!({"email": "new@example.org", "username": "bob", "password": "battery staple"});
        let taken = server.client().post("/api/v1/auth/register", &taken).await;
        assert_eq!((reserved, &registered.json()["detail"]), (taken.problem(400), &taken.json()["detail"]));
        change(&ada, &json!({"email": "ada@example.org", "username": "ada"})).await;
    }

    // assures: R511
    async fn one_of_many_racing_renames_to_one_name_succeeds(server: &Server) {
        let mut all = Vec::new();
        for n in 0..6 {
            all.push(server.sign_up(&format!("user{n}")).await);
        }
        let wanted = json!({"username": "ada"});
        let responses = futures_util::future::join_all(all.iter().map(|user| user.api.patch(ME, &wanted))).await;
        assert_eq!(responses.iter().filter(|response| response.status == 200).count(), 1);
        for rejected in responses.iter().filter(|response| response.status != 200) {
            assert_eq!(rejected.problem(400), "username-taken");
        }
    }

    async fn concurrent_profile_changes_of_different_members_all_take_effect(server: &Server) {
        let ada = server.sign_up("ada").await;
        for round in 0..5 {
            let (name, username, email) =
                (format!("Ada {round}"), format!("ada{round}"), format!("ada{round}@example.org"));
            let bodies = [json!({"name": name}), json!({"username": username}),
                json!({"email": email, "current_password": "correct horse"})];
            let responses = futures_util::future::join_all(bodies.iter().map(|body| ada.api.patch(ME, body))).await;
            for response in responses {
                response.expect(200);
            }
            let stored = ada.api.get(ME).await.expect(200);
            assert_eq!((&stored["name"], &stored["username"], &stored["email"]),
                (&json!(name), &json!(username), &json!(email)));
        }
    }

    async fn profile_patch_reports_all_errors_together(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (body, places) in [
            (json!({"email": null, "username": null, "current_password": null}),
                &["body.current_password", "body.email", "body.username"][..]),
            (json!({"email": "ada", "username": "a", "name": 7}), &["body.email", "body.username", "body.name"]),
            (json!({"username": "a@b"}), &["body.username"]),
        ] {
            let mut found = ada.api.patch(ME, &body).await.error_locations();
            let mut places = places.to_vec();
            found.sort();
            places.sort_unstable();
            assert_eq!(found, places, "{body}");
        }
        for body in [json!([]), json!("x"), Value::Null] {
            assert_eq!(ada.api.patch(ME, &body).await.problem(422), "malformed-json");
        }
        let merge = ada.api.request(Method::PATCH, ME).header("content-type", "application/merge-patch+json");
        ada.api.send(merge.body(r#"{"name":"Ada"}"#)).await.expect(200);
        let text = ada.api.request(Method::PATCH, ME).header("content-type", "text/plain").body("{}");
        assert_eq!(ada.api.send(text).await.problem(415), "unsupported-media-type");
    }
}
