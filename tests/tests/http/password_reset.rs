//! Password resets over HTTP: the mails, the links and their effects.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::mail_sender::Mail;
use tasklane_core::user::mail::MailContent;
use tasklane_tests::{Client, Response, Server, on_every_database, requires_verification, sends_mails};

const FORGOT: &str = "/api/v1/auth/password/forgot";
const RESET: &str = "/api/v1/auth/password/reset";
const ME: &str = "/api/v1/auth/me";

/// Returns the token of the link in a mail.
fn token(mail: &Mail) -> String {
    mail.link.as_ref().unwrap().expose().to_owned()
}

async fn forgot(server: &Server, name: &str) {
    let response = server.client().post(FORGOT, &json!({"username": name})).await;
    response.expect(202);
}

/// Requests a link, and returns its token.
async fn link(server: &Server, name: &str) -> String {
    forgot(server, name).await;
    let [mail] = server.next_mails().await.try_into().unwrap();
    assert_eq!(mail.content, MailContent::ResetPassword);
    token(&mail)
}

async fn reset(server: &Server, token: &str, password: &str) -> Response {
    server.client().post(RESET, &json!({"token": token, "new_password": password})).await
}

/// Logs in with the refresh token in a cookie, and returns the cookie.
async fn log_in_with_cookie(client: &Client, username: &str) -> String {
    let login = client.request(Method::POST, "/api/v1/auth/login?transport=cookie");
    let login = login.header("origin", client.origin());
    let login = client.send(login.json(&json!({"username": username, "password": "correct horse"}))).await;
    login.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

async fn reset_with_cookie(client: &Client, token: &str, cookie: &str) -> Response {
    let request = client.request(Method::POST, RESET).header("cookie", cookie);
    let request = request.header("origin", client.origin());
    client.send(request.json(&json!({"token": token, "new_password": "battery staple"}))).await
}

async fn refresh_with_cookie(client: &Client, cookie: &str) -> Response {
    let request = client.request(Method::POST, "/api/v1/auth/refresh").header("cookie", cookie);
    client.send(request.header("origin", client.origin())).await
}

async fn set_active(server: &Server, id: i64, active: bool) {
    assert!(server.stores.users.set_active(UserId::new(id).unwrap(), active, server.now()).await.unwrap());
}

on_every_database! {
    given sends_mails;

    async fn requests_for_a_link_are_indistinguishable(server: &Server) {
        server.sign_up("ada").await;
        let bob = server.sign_up("bob").await;
        set_active(server, bob.id, false).await;
        let client = server.client();
        let reference = client.post(FORGOT, &json!({"username": "nobody"})).await;
        assert_eq!((reference.status.as_u16(), reference.text.as_str()), (202, ""));
        assert_eq!(reference.header("cache-control"), Some("no-store"));
        let long = "x".repeat(1000);
        for name in [
            "ada", "ADA@example.org", " ada ", "nobody@example.org", "bob", "bob@example.org", "", "a\0da", long.as_str(),
            "ada@example.org\r\nBcc: eve@example.org", "ada@example.org,eve@example.org",
        ] {
            for member in ["username", "email"] {
                let response = client.post(FORGOT, &json!({member: name})).await;
                assert_eq!(response.stable_parts(), reference.stable_parts(), "{member} {name:?}");
            }
        }
        // The requests are handled in order, so the mail to Cyd shows that all earlier requests were handled.
        server.sign_up("cyd").await;
        forgot(server, "cyd").await;
        let mut mails = server.next_mails().await;
        while !mails.iter().any(|mail| mail.to.as_str() == "cyd@example.org") {
            mails.extend(server.next_mails().await);
        }
        let mut to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
        to.sort_unstable();
        to.dedup();
        assert_eq!(to, ["ada@example.org", "cyd@example.org"]);
        assert!(mails.len() <= 4, "an account must get at most 3 links per hour: {mails:?}");
        assert!(mails.iter().all(|mail| mail.content == MailContent::ResetPassword));
    }

    async fn reset_changes_the_password_and_ends_all_sessions(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let client = server.client();
        let (thief, stolen) = client.log_in("ada", "correct horse").await.tokens();
        let token = link(server, "ada@example.org").await;
        let response = reset(server, &token, "battery staple").await;
        assert_eq!((response.status.as_u16(), response.text.as_str()), (204, ""));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(response.header("set-cookie"), None);
        for (access, refresh) in [(&ada.access_token, &ada.refresh_token), (&thief, &stolen)] {
            assert_eq!(client.with_token(access).get(ME).await.problem(401), "token-revoked");
            assert_eq!(client.refresh(refresh).await.problem(401), "refresh-invalid");
        }
        assert_eq!(client.log_in("ada", "correct horse").await.problem(401), "invalid-credentials");
        let (access, _) = client.log_in("ada", "battery staple").await.tokens();
        let me = client.with_token(&access).get(ME).await.expect(200);
        assert_eq!(me["email_verified"], true, "the link was sent to the address");
        let [notice] = server.mails().await.try_into().unwrap();
        assert_eq!((notice.content, notice.to.as_str()), (MailContent::PasswordChanged, "ada@example.org"));
        bob.api.get(ME).await.expect(200);
        client.refresh(&bob.refresh_token).await.expect(200);
    }

    async fn reset_clears_the_refresh_cookie(server: &Server) {
        server.sign_up("ada").await;
        let client = server.client();
        let token = link(server, "ada").await;
        let cookie = log_in_with_cookie(&client, "ada").await;
        let name = cookie.split('=').next().unwrap();
        let response = reset_with_cookie(&client, &token, &cookie).await;
        response.expect(204);
        let cleared = response.header("set-cookie").unwrap();
        assert!(cleared.starts_with(&format!("{name}=; Path=/api/v1/auth; Max-Age=0;")), "{cleared}");
        assert_eq!(refresh_with_cookie(&client, &cookie).await.problem(401), "refresh-invalid");
    }

    async fn reset_keeps_the_cookie_of_another_user(server: &Server) {
        server.sign_up("ada").await;
        server.sign_up("bob").await;
        let client = server.client();
        let token = link(server, "ada").await;
        let [of_ada, of_bob] = [log_in_with_cookie(&client, "ada").await, log_in_with_cookie(&client, "bob").await];
        let response = reset_with_cookie(&client, &token, &of_bob).await;
        response.expect(204);
        assert_eq!(response.header("set-cookie"), None);
        refresh_with_cookie(&client, &of_bob).await.expect(200);
        assert_eq!(refresh_with_cookie(&client, &of_ada).await.problem(401), "refresh-invalid");
    }

    async fn reset_clears_an_invalid_refresh_cookie(server: &Server) {
        server.sign_up("ada").await;
        let client = server.client();
        let token = link(server, "ada").await;
        let name = format!("refresh-{}", server.address().port());
        let response = reset_with_cookie(&client, &token, &format!("{name}=invalid")).await;
        response.expect(204);
        let cleared = response.header("set-cookie").unwrap();
        assert!(cleared.starts_with(&format!("{name}=; Path=/api/v1/auth; Max-Age=0;")), "{cleared}");
    }

    async fn invalid_links_are_indistinguishable(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let expired = link(server, "ada").await;
        server.advance(TimeDelta::minutes(30));
        let [used, other] = [link(server, "ada").await, link(server, "ada").await];
        reset(server, &used, "battery staple").await.expect(204);
        server.mails().await;
        let of_inactive = link(server, "bob").await;
        set_active(server, bob.id, false).await;
        let for_verification = {
            let (access, _) = server.client().log_in("ada", "battery staple").await.tokens();
            let change = json!({"email": "ada@new.example"});
            server.client().with_token(&access).patch(ME, &change).await.expect(200);
            token(&server.mails().await[0])
        };
        let unknown = tasklane_core::handle::Handle::random(UserId::new(ada.id).unwrap(), &tasklane_auth::SystemEntropy);
        let unknown = unknown.format(tasklane_core::handle::HandleKind::Link);
        let reference = reset(server, "tll_", "battery staple").await;
        assert_eq!(reference.problem(400), "link-invalid");
        assert_eq!(reference.header("cache-control"), Some("no-store"));
        let damaged = format!("{}x", &other[..other.len() - 1]);
        let long = "x".repeat(4000);
        for (what, token) in [
            ("expired", expired.as_str()), ("used", &used), ("another link of the account", &other),
            ("of an inactive user", &of_inactive), ("for another purpose", &for_verification), ("unknown", &unknown),
            ("damaged", &damaged), ("empty", ""), ("long", &long), ("with NUL", "tll_\0"), ("with spaces", &format!(" {other} ")),
        ] {
            // Weak passwords are rejected only for a valid link.
            for password in ["battery staple", "password"] {
                let response = reset(server, token, password).await;
                assert_eq!(response.stable_parts(), reference.stable_parts(), "{what}");
            }
        }
        server.client().log_in("ada", "battery staple").await.expect(200);
    }

    async fn one_of_two_concurrent_resets_succeeds(server: &Server) {
        server.sign_up("ada").await;
        for _ in 0..3 {
            let token = link(server, "ada").await;
            let (one, other) = futures_util::future::join(
                reset(server, &token, "battery staple"), reset(server, &token, "another staple")).await;
            let (wins, loses, password, not) = if one.status == 204 {
                (one, other, "battery staple", "another staple")
            } else {
                (other, one, "another staple", "battery staple")
            };
            wins.expect(204);
            assert_eq!(loses.problem(400), "link-invalid");
            server.client().log_in("ada", password).await.expect(200);
            assert_eq!(server.client().log_in("ada", not).await.problem(401), "invalid-credentials");
            let [notice] = server.mails().await.try_into().unwrap();
            assert_eq!(notice.content, MailContent::PasswordChanged);
        }
    }

    async fn link_stays_valid_after_a_rejected_password(server: &Server) {
        server.sign_up("ada").await;
        let token = link(server, "ada").await;
        for weak in ["short", &"x".repeat(73), "password123", "ada@example.org", "with\0nul-inside"] {
            assert_eq!(reset(server, &token, weak).await.error_locations(), ["body.new_password"], "{weak:?}");
        }
        for (body, places) in [
            (json!({}), &["body.token", "body.new_password"][..]),
            (json!({"token": null, "new_password": 7}), &["body.token", "body.new_password"]),
            (json!({"token": token}), &["body.new_password"]),
        ] {
            assert_eq!(server.client().post(RESET, &body).await.error_locations(), places, "{body}");
        }
        server.client().log_in("ada", "correct horse").await.expect(200);
        reset(server, &token, "battery staple").await.expect(204);
    }

    async fn reset_removes_a_pending_address(server: &Server) {
        let eve = server.sign_up("ada").await;
        eve.api.patch(ME, &json!({"email": "eve@example.org"})).await.expect(200);
        let [to_eve] = server.mails().await.try_into().unwrap();
        let owner = link(server, "ada").await;
        reset(server, &owner, "battery staple").await.expect(204);
        let verified = server.client().post("/api/v1/auth/email/verify", &json!({"token": token(&to_eve)})).await;
        assert_eq!(verified.problem(400), "link-invalid");
        let (access, _) = server.client().log_in("ada", "battery staple").await.tokens();
        let me = server.client().with_token(&access).get(ME).await.expect(200);
        assert_eq!((&me["email"], &me["pending_email"]), (&json!("ada@example.org"), &Value::Null));
    }

    async fn request_for_a_link_requires_a_name(server: &Server) {
        for (body, place) in [
            (json!({}), "body.username"),
            (json!({"username": null, "email": "ada@example.org"}), "body.username"),
            (json!({"email": 7}), "body.email"),
        ] {
            assert_eq!(server.client().post(FORGOT, &body).await.error_locations(), [place], "{body}");
        }
    }
}

on_every_database! {
    given requires_verification;

    async fn reset_verifies_the_address_of_a_new_account(server: &Server) {
        let account = json!({"email": "ada@example.org", "username": "ada", "password": "correct horse"});
        server.client().post("/api/v1/auth/register", &account).await.expect(201);
        let [verification] = server.mails().await.try_into().unwrap();
        let reset_token = link(server, "ada").await;
        reset(server, &reset_token, "battery staple").await.expect(204);
        server.client().log_in("ada", "battery staple").await.expect(200);
        let verify = json!({"token": token(&verification)});
        assert_eq!(server.client().post("/api/v1/auth/email/verify", &verify).await.problem(400), "link-invalid");
    }
}

#[tokio::test]
async fn server_without_mail_sends_no_link() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let reference = server.client().post(FORGOT, &json!({"username": "nobody"})).await;
    assert_eq!(reference.problem(403), "mail-disabled");
    for name in ["ada", "ada@example.org"] {
        let response = server.client().post(FORGOT, &json!({"username": name})).await;
        assert_eq!(response.stable_parts(), reference.stable_parts());
    }
    assert_eq!(ada.api.post("/api/v1/auth/email/resend", &json!({})).await.problem(403), "mail-disabled");
    assert_eq!(server.stores.outbox.status().await.unwrap().waiting, 0);
}

#[tokio::test]
async fn accepted_requests_are_handled_before_the_server_stops() {
    let server = Server::on_memory_with(&[], sends_mails).await;
    let names: Vec<String> = (0..20).map(|n| format!("user{n}")).collect();
    for name in &names {
        server.sign_up(name).await;
    }
    for name in &names {
        forgot(&server, name).await;
    }
    let stores = server.stores.clone();
    drop(server);
    assert_eq!(stores.outbox.status().await.unwrap().waiting, 20);
}

#[tokio::test]
async fn requests_for_a_link_are_limited_by_address() {
    let settings = [("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_REGISTER", "4/h")];
    let server = Server::on_memory_with(&settings, sends_mails).await;
    for n in 0..4 {
        forgot(&server, &format!("nobody{n}")).await;
    }
    let rejected = server.client().post(FORGOT, &json!({"username": "nobody"})).await;
    assert_eq!(rejected.problem(429), "rate-limited");
    assert_eq!(rejected.header("ratelimit-policy"), Some(r#""register";q=4;w=3600"#));
}
