//! Verification of the e-mail addresses of new accounts over HTTP.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::mail_sender::Mail;
use tasklane_core::user::Language;
use tasklane_core::user::mail::MailContent;
use tasklane_tests::{Response, Server, on_every_database, requires_verification, sends_mails};

const REGISTER: &str = "/api/v1/auth/register";
const VERIFY: &str = "/api/v1/auth/email/verify";
const RESEND: &str = "/api/v1/auth/email/resend";
const ME: &str = "/api/v1/auth/me";

fn token(mail: &Mail) -> String {
    mail.link.as_ref().unwrap().expose().to_owned()
}

async fn register(server: &Server, name: &str) -> i64 {
    let account =
        json!({"email": format!("{name}@example.org"), "username": name, "password": "correct horse"});
    server.client().post(REGISTER, &account).await.expect(201)["id"].as_i64().unwrap()
}

async fn verify(server: &Server, token: &str) -> Response {
    server.client().post(VERIFY, &json!({"token": token})).await
}

/// Asserts that the only mail is a link to verify this address, and returns its token.
fn verification(mails: Vec<Mail>, address: &str) -> String {
    let [mail] = mails.try_into().unwrap();
    assert_eq!((&mail.content, mail.to.as_str()), (&MailContent::VerifyEmail, address));
    token(&mail)
}

on_every_database! {
    given requires_verification;

    async fn new_account_can_log_in_after_opening_the_link(server: &Server) {
        register(server, "ada").await;
        let client = server.client();
        for (path, name) in [("/api/v1/auth/login", "ada"), ("/api/auth/login", "ada@example.org")] {
            let rejected = client.post(path, &json!({"username": name, "password": "correct horse"})).await;
            assert_eq!(rejected.problem(403), "email-not-verified", "{path}");
            assert_eq!((rejected.header("set-cookie"), rejected.header("www-authenticate")), (None, None));
            assert_eq!(rejected.header("cache-control"), Some("no-store"));
        }
        // Only the correct password reveals that the address is not verified.
        let unknown = client.log_in("nobody", "wrong horse").await;
        assert_eq!(client.log_in("ada", "wrong horse").await.stable_parts(), unknown.stable_parts());
        let mails = server.mails().await;
        assert_eq!(mails.len(), 1, "another mail is queued only if none is waiting");
        let link = verification(mails, "ada@example.org");
        let verified = verify(server, &link).await;
        assert_eq!((verified.status.as_u16(), verified.text.as_str()), (204, ""));
        let (access, _) = client.log_in("ada", "correct horse").await.tokens();
        assert_eq!(client.with_token(&access).get(ME).await.expect(200)["email_verified"], true);
        assert_eq!(verify(server, &link).await.problem(400), "link-invalid");
    }

    async fn rejected_login_sends_another_link(server: &Server) {
        register(server, "ada").await;
        let first = verification(server.mails().await, "ada@example.org");
        server.advance(TimeDelta::minutes(31));
        assert_eq!(verify(server, &first).await.problem(400), "link-invalid");
        assert_eq!(server.client().log_in("ada", "correct horse").await.problem(403), "email-not-verified");
        let second = verification(server.mails().await, "ada@example.org");
        verify(server, &second).await.expect(204);
        server.client().log_in("ada", "correct horse").await.tokens();
    }

    async fn unverified_account_reserves_its_names_for_seven_days(server: &Server) {
        register(server, "ada").await;
        let account = json!({"email": "ADA@example.org", "username": "other", "password": "correct horse"});
        assert_eq!(server.client().post(REGISTER, &account).await.problem(400), "email-taken");
        let purge = async || server.stores.users.purge_unverified(server.now(), 100).await.unwrap();
        // The period begins when the mail is sent.
        server.advance(TimeDelta::hours(23));
        verification(server.mails().await, "ada@example.org");
        server.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        assert_eq!(purge().await, 0);
        server.advance(TimeDelta::seconds(1));
        assert_eq!(purge().await, 1);
        server.client().post(REGISTER, &account).await.expect(201);
    }

    async fn mails_have_the_language_of_the_registration(server: &Server) {
        let client = server.client();
        for (name, header, member, expected) in [
            ("ada", None, None, Language::English),
            ("bob", Some("de-AT,de;q=0.9,en;q=0.8"), None, Language::German),
            ("cyd", Some("fr, es;q=0.5"), None, Language::Spanish),
            ("dia", Some("de"), Some("es"), Language::Spanish),
            ("eve", Some("fr"), None, Language::English),
        ] {
            let mut account = json!({"email": format!("{name}@example.org"), "username": name, "password": "correct horse"});
            if let Some(language) = member {
                account["language"] = json!(language);
            }
            for (path, name) in [(REGISTER, name.to_owned()), ("/api/auth/register", format!("todo-{name}"))] {
                // The body of the todo route has no language.
                let todo = path != REGISTER;
                if todo && member.is_some() {
                    continue;
                }
                account["email"] = json!(format!("{name}@example.org"));
                let mut request = client.request(Method::POST, path).json(&account);
                if let Some(header) = header {
                    request = request.header("accept-language", header);
                }
                let user = client.send(request).await.expect(201);
                assert_eq!(user["language"], if todo { Value::Null } else { json!(expected.tag()) });
                let [mail] = server.mails().await.try_into().unwrap();
                assert_eq!((mail.to.as_str(), mail.language), (account["email"].as_str().unwrap(), expected));
            }
        }
        for language in [json!("fr"), json!("DE"), json!(""), json!(7), Value::Null] {
            let mut account = json!({"email": "x@example.org", "username": "xyz", "password": "correct horse"});
            account["language"] = language;
            assert_eq!(client.post(REGISTER, &account).await.error_locations(), ["body.language"]);
        }
    }

    async fn link_of_an_inactive_account_is_invalid(server: &Server) {
        let id = UserId::new(register(server, "ada").await).unwrap();
        let link = verification(server.mails().await, "ada@example.org");
        server.stores.users.set_active(id, false, server.now()).await.unwrap();
        assert_eq!(verify(server, &link).await.problem(400), "link-invalid");
        assert_eq!(server.client().log_in("ada", "correct horse").await.problem(403), "account-inactive");
    }
}

on_every_database! {
    given sends_mails;

    async fn required_verification_does_not_affect_existing_users(server: &Server) {
        let before = server.sign_up("ada").await;
        let unused = register(server, "bob").await;
        assert_eq!(server.mails().await.len(), 0, "registration must send no mail if the verification is optional");
        let strict = server.second_server_with(requires_verification);
        let after = register(&strict, "cyd").await;
        verification(strict.mails().await, "cyd@example.org");
        server.advance(TimeDelta::days(8));
        assert_eq!(strict.stores.users.purge_unverified(strict.now(), 100).await.unwrap(), 1);
        for (id, exists) in [(before.id, true), (unused, true), (after, false)] {
            let found = strict.stores.users.find(UserId::new(id).unwrap()).await.unwrap();
            assert_eq!(found.is_some(), exists, "{id}");
        }
        for name in ["ada", "bob"] {
            let (access, _) = strict.client().log_in(name, "correct horse").await.tokens();
            let me = strict.client().with_token(&access).get(ME).await.expect(200);
            assert_eq!(me["email_verified"], false, "existing users must not have to verify their addresses");
        }
        assert_eq!(strict.client().log_in("cyd", "correct horse").await.problem(401), "invalid-credentials");
        drop(strict);
    }

    async fn user_can_verify_the_address_if_the_verification_is_optional(server: &Server) {
        let ada = server.sign_up("ada").await;
        assert_eq!(ada.api.get(ME).await.expect(200)["email_verified"], false);
        for _ in 0..2 {
            let response = ada.api.post(RESEND, &json!({})).await;
            assert_eq!((response.status.as_u16(), response.text.as_str()), (202, ""));
            assert_eq!(response.header("cache-control"), Some("no-store"));
        }
        let [first, second] = server.mails().await.try_into().unwrap();
        verify(server, &token(&first)).await.expect(204);
        assert_eq!(ada.api.get(ME).await.expect(200)["email_verified"], true);
        // A verified user gets no further link.
        ada.api.post(RESEND, &json!({})).await.expect(202);
        assert_eq!(server.mails().await.len(), 0);
        // Another link to the same address can still be used, and has no further effect.
        verify(server, &token(&second)).await.expect(204);
    }

    async fn link_has_only_one_purpose(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.api.post(RESEND, &json!({})).await.expect(202);
        let verify_link = verification(server.mails().await, "ada@example.org");
        server.client().post("/api/v1/auth/password/forgot", &json!({"username": "ada"})).await.expect(202);
        let [mail] = server.next_mails().await.try_into().unwrap();
        let reset_link = token(&mail);
        for (path, link) in [
            (VERIFY, &reset_link),
            ("/api/v1/auth/email/undo", &reset_link),
            ("/api/v1/auth/email/undo", &verify_link),
            ("/api/v1/auth/password/reset", &verify_link),
        ] {
            let body = json!({"token": link, "new_password": "battery staple"});
            assert_eq!(server.client().post(path, &body).await.problem(400), "link-invalid", "{path}");
        }
        assert_eq!(ada.api.get(ME).await.expect(200)["email_verified"], false);
        verify(server, &verify_link).await.expect(204);
        let body = json!({"token": reset_link, "new_password": "battery staple"});
        server.client().post("/api/v1/auth/password/reset", &body).await.expect(204);
    }
}
