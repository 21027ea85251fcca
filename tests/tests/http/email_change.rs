//! Changes of the e-mail address over HTTP, while the server sends mails.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tasklane_core::mail_sender::Mail;
use tasklane_core::user::Email;
use tasklane_core::user::mail::MailContent;
use tasklane_tests::{Response, Server, SignedUp, on_every_database, sends_mails};

const ME: &str = "/api/v1/auth/me";
const PENDING: &str = "/api/v1/auth/me/pending-email";
const RESEND: &str = "/api/v1/auth/email/resend";

fn token(mail: &Mail) -> String {
    mail.link.as_ref().unwrap().expose().to_owned()
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

async fn verify(server: &Server, token: &str) -> Response {
    server.client().post("/api/v1/auth/email/verify", &json!({"token": token})).await
}

async fn undo(server: &Server, token: &str) -> Response {
    server.client().post("/api/v1/auth/email/undo", &json!({"token": token})).await
}

/// Changes the address, and returns the token of the link that was sent to the new address.
async fn change(server: &Server, user: &SignedUp, address: &str) -> String {
    user.api.patch(ME, &json!({"email": address})).await.expect(200);
    let [mail] = server.mails().await.try_into().unwrap();
    assert_eq!(
        (mail.content.clone(), mail.to.as_str()),
        (MailContent::VerifyNewEmail { email: email(address) }, address)
    );
    token(&mail)
}

async fn addresses(user: &SignedUp) -> (String, Value, bool) {
    let me = user.api.get(ME).await.expect(200);
    (
        me["email"].as_str().unwrap().to_owned(),
        me["pending_email"].clone(),
        me["email_verified"].as_bool().unwrap(),
    )
}

on_every_database! {
    given sends_mails;

    async fn new_address_is_pending_until_it_is_verified(server: &Server) {
        let ada = server.sign_up("ada").await;
        let changed = ada.api.patch(ME, &json!({"email": "Ada@New.example", "name": "Ada"})).await.expect(200);
        assert_eq!((&changed["email"], &changed["pending_email"]), (&json!("ada@example.org"), &json!("Ada@New.example")));
        assert_eq!((&changed["name"], &changed["email_verified"]), (&json!("Ada"), &json!(false)));
        let [mail] = server.mails().await.try_into().unwrap();
        assert_eq!(mail.to.as_str(), "Ada@New.example");
        // The pending address can't be used for a login.
        let login = async |name| server.client().log_in(name, "correct horse").await;
        assert_eq!(login("ada@new.example").await.problem(401), "invalid-credentials");
        let verified = verify(server, &token(&mail)).await;
        assert_eq!((verified.status.as_u16(), verified.text.as_str()), (204, ""));
        assert_eq!(addresses(&ada).await, ("Ada@New.example".to_owned(), Value::Null, true));
        login("ada@new.example").await.expect(200);
        assert_eq!(login("ada@example.org").await.problem(401), "invalid-credentials");
        let [notice] = server.mails().await.try_into().unwrap();
        assert_eq!(notice.to.as_str(), "ada@example.org", "the notice must go to the address before the change");
        assert_eq!(notice.content, MailContent::EmailChanged {
            old_email: email("ada@example.org"), new_email: email("Ada@New.example")
        });
        assert_eq!(verify(server, &token(&mail)).await.problem(400), "link-invalid");
    }

    async fn undo_restores_the_address_and_ends_all_sessions(server: &Server) {
        let ada = server.sign_up("ada").await;
        let link = change(server, &ada, "eve@example.org").await;
        verify(server, &link).await.expect(204);
        let [notice] = server.mails().await.try_into().unwrap();
        let undo_link = token(&notice);
        server.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        let (thief, refresh) = server.client().log_in("ada", "correct horse").await.tokens();
        let thief = server.client().with_token(&thief);
        thief.patch(ME, &json!({"email": "eve@another.example"})).await.expect(200);
        let pending = token(&server.mails().await[0]);
        let undone = undo(server, &undo_link).await;
        assert_eq!((undone.status.as_u16(), undone.text.as_str()), (204, ""));
        assert_eq!(undone.header("cache-control"), Some("no-store"));
        assert_eq!(thief.get(ME).await.problem(401), "token-revoked");
        assert_eq!(server.client().refresh(&refresh).await.problem(401), "refresh-invalid");
        for name in ["ada", "ada@example.org", "eve@example.org"] {
            assert_eq!(server.client().log_in(name, "correct horse").await.problem(401), "invalid-credentials");
        }
        assert_eq!(verify(server, &pending).await.problem(400), "link-invalid");
        assert_eq!(undo(server, &undo_link).await.problem(400), "link-invalid");
        let [mail] = server.mails().await.try_into().unwrap();
        assert_eq!((&mail.content, mail.to.as_str()), (&MailContent::ResetPassword, "ada@example.org"));
        let body = json!({"token": token(&mail), "new_password": "battery staple"});
        server.client().post("/api/v1/auth/password/reset", &body).await.expect(204);
        let (access, _) = server.client().log_in("ada@example.org", "battery staple").await.tokens();
        let me = server.client().with_token(&access).get(ME).await.expect(200);
        assert_eq!((&me["email"], &me["pending_email"], &me["email_verified"]),
            (&json!("ada@example.org"), &Value::Null, &json!(true)));
    }

    async fn change_can_be_undone_for_seven_days(server: &Server) {
        let ada = server.sign_up("ada").await;
        let link = change(server, &ada, "ada@new.example").await;
        verify(server, &link).await.expect(204);
        let undo_link = token(&server.mails().await[0]);
        server.advance(TimeDelta::days(7));
        assert_eq!(undo(server, &undo_link).await.problem(400), "link-invalid");
        server.client().log_in("ada@new.example", "correct horse").await.expect(200);
    }

    async fn pending_address_can_be_cancelled_and_replaced(server: &Server) {
        let ada = server.sign_up("ada").await;
        let first = change(server, &ada, "ada@new.example").await;
        let response = ada.api.delete(PENDING).await;
        assert_eq!((response.status.as_u16(), response.text.as_str()), (204, ""));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        ada.api.delete(&format!("{PENDING}/")).await.expect(204);
        assert_eq!(addresses(&ada).await, ("ada@example.org".to_owned(), Value::Null, false));
        assert_eq!(verify(server, &first).await.problem(400), "link-invalid");
        let second = change(server, &ada, "ada@second.example").await;
        let third = change(server, &ada, "ada@third.example").await;
        assert_eq!(verify(server, &second).await.problem(400), "link-invalid");
        verify(server, &third).await.expect(204);
        assert_eq!(addresses(&ada).await, ("ada@third.example".to_owned(), Value::Null, true));
    }

    async fn link_is_sent_again_to_the_pending_address(server: &Server) {
        let ada = server.sign_up("ada").await;
        let first = change(server, &ada, "ada@new.example").await;
        ada.api.post(RESEND, &json!({})).await.expect(202);
        let [mail] = server.mails().await.try_into().unwrap();
        assert_eq!(mail.to.as_str(), "ada@new.example");
        assert_ne!(token(&mail), first);
        verify(server, &first).await.expect(204);
        assert_eq!(verify(server, &token(&mail)).await.problem(400), "link-invalid");
    }

    async fn address_that_another_user_has_taken_is_not_available(server: &Server) {
        let ada = server.sign_up("ada").await;
        let link = change(server, &ada, "bob@example.org").await;
        server.sign_up("bob").await;
        for _ in 0..2 {
            let response = verify(server, &link).await;
            assert_eq!(response.problem(409), "email-unavailable");
        }
        assert_eq!(addresses(&ada).await, ("ada@example.org".to_owned(), json!("bob@example.org"), false));
        assert_eq!(server.mails().await.len(), 0);
        // A taken address is rejected before a link is sent.
        for taken in ["bob@example.org", "BOB@Example.org"] {
            assert_eq!(ada.api.patch(ME, &json!({"email": taken})).await.problem(400), "email-taken");
        }
    }

    async fn one_of_two_concurrent_verifications_succeeds(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let of_ada = change(server, &ada, "wanted@new.example").await;
        let of_bob = change(server, &bob, "wanted@new.example").await;
        let (one, other) = futures_util::future::join(verify(server, &of_ada), verify(server, &of_bob)).await;
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409], "{} {}", one.text, other.text);
        server.mails().await;
        let again = change(server, &if one.status == 204 { ada } else { bob }, "again@new.example").await;
        let (one, other) = futures_util::future::join(verify(server, &again), verify(server, &again)).await;
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 400], "{} {}", one.text, other.text);
    }

    async fn address_with_line_breaks_or_several_recipients_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        for address in [
            "ada@new.example\r\nBcc: eve@example.org", "ada@new.example\nSubject: x", "ada\r\n@new.example",
            "ada@new.example,eve@example.org", "ada@new.example, eve@example.org", "ada@new.example;eve@example.org",
            "Ada <ada@new.example>", "<ada@new.example>", "\"a\r\nBcc: eve\"@new.example", "ada@new.example\0",
            "ada@new.example\u{2028}Bcc: eve@example.org", "ada@new.example eve@example.org", "ada%0d%0aBcc:eve@new example",
        ] {
            assert_eq!(ada.api.patch(ME, &json!({"email": address})).await.error_locations(), ["body.email"], "{address:?}");
            let account = json!({"email": address, "username": "eve", "password": "correct horse"});
            let registered = server.client().post("/api/v1/auth/register", &account).await;
            assert_eq!(registered.error_locations(), ["body.email"], "{address:?}");
        }
        assert_eq!(server.mails().await.len(), 0);
        assert_eq!(addresses(&ada).await, ("ada@example.org".to_owned(), Value::Null, false));
    }

    async fn change_of_the_case_of_an_address_needs_no_link(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.api.post(RESEND, &json!({})).await.expect(202);
        let [mail] = server.mails().await.try_into().unwrap();
        verify(server, &token(&mail)).await.expect(204);
        ada.api.patch(ME, &json!({"email": "Ada@Example.org"})).await.expect(200);
        assert_eq!(addresses(&ada).await, ("Ada@Example.org".to_owned(), Value::Null, true));
        assert_eq!(server.mails().await.len(), 0);
        // A client that sends the unchanged user changes nothing.
        let me = ada.api.get(ME).await.expect(200);
        assert_eq!(ada.api.patch(ME, &me).await.expect(200), me);
        change(server, &ada, "ada@new.example").await;
        let me = ada.api.get(ME).await.expect(200);
        assert_eq!(ada.api.patch(ME, &me).await.expect(200), me);
        assert_eq!(server.mails().await.len(), 0);
    }
}

#[tokio::test]
async fn address_changes_immediately_if_the_server_sends_no_mail() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let changed = ada.api.patch(ME, &json!({"email": "ada@new.example"})).await.expect(200);
    assert_eq!((&changed["email"], &changed["pending_email"]), (&json!("ada@new.example"), &Value::Null));
    assert_eq!(changed["email_verified"], false);
    ada.api.delete(PENDING).await.expect(204);
    assert_eq!(server.stores.outbox.status().await.unwrap().waiting, 0);
}
