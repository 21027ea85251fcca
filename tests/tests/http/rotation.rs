//! Rotating sessions over HTTP: the first use of an access token confirms the refresh token that was issued with it.

use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use reqwest::Method;
use reqwest::header::USER_AGENT;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response, SECRET_KEY, Server, on_every_database, read_jwt, sign_jwt};

const LOGIN: &str = "/api/v1/auth/login?transport=cookie";
const ME: &str = "/api/v1/auth/me";
const REFRESH: &str = "/api/v1/auth/refresh";
const SESSIONS: &str = "/api/v1/auth/sessions";

/// A browser page signed in by cookie.
struct Page {
    client: Client,
    origin: String,
    cookie: String,
    access: String,
}

impl Page {
    async fn sign_up(server: &Server, name: &str) -> Self {
        server.sign_up(name).await;
        let (client, origin) = (server.client(), format!("http://{}", server.address()));
        let form = [("username", name), ("password", "correct horse")];
        let login = client.request(Method::POST, LOGIN).header("origin", &origin).form(&form);
        let response = client.send(login).await;
        Self { cookie: cookie(&response), access: access(&response), client, origin }
    }

    /// Presents a refresh cookie with the given client, as a thief could. The client may call another server on the
    /// same database.
    async fn present(&self, client: &Client, cookie: &str) -> Response {
        let request = client.request(Method::POST, REFRESH).header("origin", &self.origin);
        client.send(request.header("host", &self.origin["http://".len()..]).header("cookie", cookie)).await
    }

    /// Refreshes and stores the new cookie, without using the new access token.
    async fn refresh(&mut self) {
        let response = self.present(&self.client, &self.cookie).await;
        (self.cookie, self.access) = (cookie(&response), access(&response));
    }

    async fn use_access(&self) {
        self.client.with_token(&self.access).get(ME).await.expect(200);
    }

    async fn assert_session_ended(&self, access_tokens: &[&str]) {
        assert_eq!(self.present(&self.client, &self.cookie).await.problem(401), "refresh-invalid");
        for token in access_tokens {
            assert_eq!(self.client.with_token(token).get(ME).await.problem(401), "token-revoked");
        }
    }
}

#[track_caller]
fn cookie(response: &Response) -> String {
    response.expect(200);
    response.header("set-cookie").unwrap().split("; ").next().unwrap().to_owned()
}

fn access(response: &Response) -> String {
    response.json()["access_token"].as_str().unwrap().to_owned()
}

/// Returns the token in the format of earlier versions.
fn of_earlier_release(token: &str) -> String {
    let [header, mut claims] = read_jwt(token);
    assert!(claims.as_object_mut().unwrap().remove("rtn").is_some(), "{claims}");
    sign_jwt(Algorithm::HS256, SECRET_KEY.as_bytes(), &header.to_string(), &claims.to_string())
}

on_every_database! {
    // assures: R404
    async fn superseded_tab_gets_an_error_and_the_session_continues(server: &Server) {
        let mut page = Page::sign_up(server, "ada").await;
        let of_other_tab = page.cookie.clone();
        page.refresh().await;
        page.use_access().await;
        for pause in [0, 4, 6] {
            server.advance(TimeDelta::seconds(pause));
            let response = page.present(&page.client, &of_other_tab).await;
            assert_eq!(response.problem(401), "refresh-superseded");
            assert_eq!(response.header("set-cookie"), None);
            page.use_access().await;
        }
        // The page reads the cookie again and retries once.
        page.refresh().await;
        page.use_access().await;
    }

    // assures: R403, R404
    async fn stolen_used_token_is_rejected_and_ends_the_session(server: &Server) {
        let mut page = Page::sign_up(server, "ada").await;
        let thief = server.client();
        let (stolen, first) = (page.cookie.clone(), page.access.clone());
        server.advance(TimeDelta::minutes(20));
        page.refresh().await;
        page.use_access().await;
        server.advance(TimeDelta::seconds(9));
        assert_eq!(page.present(&thief, &stolen).await.problem(401), "refresh-superseded");
        server.advance(TimeDelta::seconds(2));
        assert_eq!(page.present(&thief, &stolen).await.problem(401), "refresh-reused");
        page.assert_session_ended(&[&first, &page.access]).await;
    }

    // assures: R404
    async fn refresh_by_the_owner_after_a_thief_ends_the_session(server: &Server) {
        let mut page = Page::sign_up(server, "ada").await;
        let stolen = page.present(&server.client(), &page.cookie).await;
        server.client().with_token(&access(&stolen)).get(ME).await.expect(200);
        server.advance(TimeDelta::minutes(20));
        assert_eq!(page.present(&page.client, &page.cookie).await.problem(401), "refresh-reused");
        page.cookie = cookie(&stolen);
        page.assert_session_ended(&[&page.access, &access(&stolen)]).await;
    }

    // assures: R403
    async fn repeated_refresh_returns_the_same_successor_until_it_is_used(server: &Server) {
        let mut page = Page::sign_up(server, "ada").await;
        let lost = page.present(&page.client, &page.cookie).await;
        server.advance(TimeDelta::seconds(60));
        let again = page.present(&page.client, &page.cookie).await;
        assert_eq!(cookie(&again), cookie(&lost));
        server.advance(TimeDelta::seconds(1));
        page.refresh().await;
        assert_ne!(page.cookie, cookie(&lost));
        page.use_access().await;
    }

    async fn confirmation_is_valid_on_all_servers(server: &Server) {
        let second = server.second_server();
        let mut page = Page::sign_up(server, "ada").await;
        let stolen = page.cookie.clone();
        page.refresh().await;
        second.client().with_token(&page.access).get(ME).await.expect(200);
        for client in [server.client(), second.client()] {
            assert_eq!(page.present(&client, &stolen).await.problem(401), "refresh-superseded");
        }
        server.advance(TimeDelta::seconds(11));
        assert_eq!(page.present(&second.client(), &stolen).await.problem(401), "refresh-reused");
        page.assert_session_ended(&[&page.access]).await;
    }

    async fn tokens_of_an_earlier_version_work_without_confirming(server: &Server) {
        let mut page = Page::sign_up(server, "ada").await;
        let first = page.cookie.clone();
        page.refresh().await;
        page.access = of_earlier_release(&page.access);
        page.use_access().await;
        let again = page.present(&page.client, &first).await;
        assert_eq!(cookie(&again), page.cookie);
        page.refresh().await;
        page.use_access().await;
    }

    async fn v1_client_gets_tokens_of_the_earlier_format(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let is_plain = |token: &str| read_jwt(token)[1].get("rtn").is_none();
        assert!(is_plain(&ada.access_token));
        for pause in [0, 30, 1800, 1800] {
            server.advance(TimeDelta::seconds(pause));
            let (access, _) = client.refresh(&ada.refresh_token).await.tokens();
            assert!(is_plain(&access));
            client.with_token(&access).get(ME).await.expect(200);
        }
    }

    async fn session_rotates_after_a_successor_was_presented_in_the_body(server: &Server) {
        let (ada, client) = (server.sign_up("ada").await, server.client());
        let (access, second) = client.refresh(&ada.refresh_token).await.tokens();
        client.with_token(&access).get(ME).await.expect(200);
        assert_eq!(client.refresh(&ada.refresh_token).await.tokens().1, second);
        let (access, third) = client.refresh(&second).await.tokens();
        assert_eq!(read_jwt(&access)[1]["rtn"], json!(1));
        assert_eq!(client.refresh(&second).await.tokens().1, third);
        client.with_token(&access).get(ME).await.expect(200);
        assert_eq!(client.refresh(&second).await.problem(401), "refresh-superseded");
        client.refresh(&third).await.expect(200);
    }

    async fn session_list_shows_the_source_of_the_last_refresh(server: &Server) {
        let mut page = Page::sign_up(server, "ada").await;
        let seen = async |page: &Page| {
            let list = page.client.with_token(&page.access).get(SESSIONS).await.expect(200);
            let current = list.as_array().unwrap().iter().find(|session| session["current"] == true).cloned();
            let current: Value = current.unwrap();
            (current["last_user_agent"].clone(), current["last_ip"].clone())
        };
        assert_eq!(seen(&page).await, (Value::Null, Value::Null));
        page.refresh().await;
        assert_eq!(seen(&page).await, (Value::Null, json!("127.0.0.1")));
        // A repeated request, which gets the same successor, also updates the source.
        let before = page.cookie.clone();
        page.refresh().await;
        let request = page.client.request(Method::POST, REFRESH).header("origin", &page.origin);
        let request = request.header("cookie", &before).header(USER_AGENT, "thief/1");
        assert_eq!(cookie(&page.client.send(request).await), page.cookie);
        assert_eq!(seen(&page).await, (json!("thief/1"), json!("127.0.0.1")));
    }
}
