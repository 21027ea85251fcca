//! The refresh token in a cookie: its attributes, and which pages can use it.

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tasklane_tests::{Client, Response, Server, on_every_database};

pub(crate) const LOGIN: &str = "/api/v1/auth/login?transport=cookie";
pub(crate) const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/auth/me";
pub(crate) const REFRESH: &str = "/api/v1/auth/refresh";
pub(crate) const ALLOWED_ORIGIN: &str = "https://tasks.example.org";
pub(crate) const SETTINGS: [(&str, &str); 1] = [("ALLOWED_ORIGINS", ALLOWED_ORIGIN)];
const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) async fn log_in(client: &Client, host: Option<&str>) -> Response {
    let form = [("username", "ada"), ("password", "correct horse")];
    let request = client.request(Method::POST, LOGIN).form(&form);
    client.send(if let Some(host) = host { request.header("host", host) } else { request }).await
}

/// Returns the cookie as a browser sends it back, and its attributes.
#[track_caller]
pub(crate) fn cookie(response: &Response) -> (String, Vec<String>) {
    assert_eq!(response.headers.get_all("set-cookie").iter().count(), 1);
    let mut parts = response.header("set-cookie").unwrap().split("; ").map(str::to_owned);
    (parts.next().unwrap(), parts.collect())
}

/// The cookie's name for a plain HTTP page at the server's own port.
pub(crate) fn plain_name(server: &Server) -> String {
    format!("refresh-{}", server.address().port())
}

/// The origin of the server's own page without `PUBLIC_URL`.
pub(crate) fn own_origin(server: &Server) -> String {
    format!("http://{}", server.address())
}

pub(crate) fn refresh(client: &Client, origin: &str, cookie: &str) -> RequestBuilder {
    client.request(Method::POST, REFRESH).header("origin", origin).header("cookie", cookie)
}

on_every_database! {
    // assures: R602, R607
    async fn cookie_session_works_and_hides_the_refresh_token(server: &Server) {
        server.sign_up("ada").await;
        let client = server.client();
        let login = log_in(&client, None).await;
        let body = login.expect(200);
        assert_eq!(body, json!({"access_token": body["access_token"], "token_type": "bearer", "expires_in": 1800}));
        let (mut refresh_cookie, attributes) = cookie(&login);
        assert!(refresh_cookie.starts_with(&format!("{}=", plain_name(server))) && refresh_cookie.len() > 40, "{refresh_cookie}");
        assert_eq!(attributes, ["Path=/api/v1/auth", "Max-Age=604800", "HttpOnly", "SameSite=Strict"]);
        assert_eq!(login.header("cache-control"), Some("no-store"));
        for _ in 0..3 {
            let response = client.send(refresh(&client, &own_origin(server), &refresh_cookie)).await;
            let body = response.expect(200);
            assert!(body.get("refresh_token").is_none(), "{body}");
            client.with_token(body["access_token"].as_str().unwrap()).get(ME).await.expect(200);
            let (next, attributes) = cookie(&response);
            assert_ne!(next, refresh_cookie);
            assert_eq!(attributes[1..], ["Max-Age=604800", "HttpOnly", "SameSite=Strict"]);
            refresh_cookie = next;
        }
        let request = client.request(Method::POST, LOGOUT).header("origin", own_origin(server));
        let response = client.send(request.header("cookie", &refresh_cookie)).await;
        response.expect(204);
        assert_eq!(response.header("clear-site-data"), Some(r#""cache", "storage""#));
        let (cleared, attributes) = cookie(&response);
        assert_eq!(cleared, format!("{}=", plain_name(server)));
        assert_eq!(attributes, ["Path=/api/v1/auth", "Max-Age=0", "HttpOnly", "SameSite=Strict"]);
        let response = client.send(refresh(&client, &own_origin(server), &refresh_cookie)).await;
        assert_eq!(response.problem(401), "refresh-invalid");
    }
}

// assures: R603
#[tokio::test]
async fn cookie_requires_an_own_or_listed_origin() {
    let server = Server::on_memory(&SETTINGS).await;
    server.sign_up("ada").await;
    let client = server.client();
    let (refresh_cookie, _) = cookie(&log_in(&client, None).await);
    let own = own_origin(&server);
    for foreign in [
        "null",
        "https://evil.example",
        "http://tasks.example.org",
        "https://tasks.example.org:8443",
        "https://tasks.example.org.evil.example",
        "https://TASKS.example.org",
        "http://127.0.0.1",
        "http://localhost",
        &format!("{own}, {ALLOWED_ORIGIN}"),
        "",
    ] {
        let response = client.send(refresh(&client, foreign, &refresh_cookie)).await;
        assert_eq!(response.problem(403), "origin-not-allowed", "{foreign}");
        assert_eq!(response.header("set-cookie"), None);
        let logout =
            client.request(Method::POST, LOGOUT).header("origin", foreign).header("cookie", &refresh_cookie);
        assert_eq!(client.send(logout).await.problem(403), "origin-not-allowed", "{foreign}");
    }
    for path in [REFRESH, LOGOUT] {
        let silent = client.request(Method::POST, path).header("cookie", &refresh_cookie);
        assert_eq!(client.send(silent).await.problem(403), "origin-not-allowed", "{path}");
        let twice = client.request(Method::POST, path).header("cookie", &refresh_cookie);
        let twice = twice.header("origin", &own).header("origin", &own);
        assert_eq!(client.send(twice).await.problem(403), "origin-not-allowed", "{path}");
    }
    // An HTTPS page uses the cookie name with the prefix `__Secure-`.
    let (refresh_cookie, _) =
        cookie(&client.send(refresh(&client, ALLOWED_ORIGIN, &format!("__Secure-{refresh_cookie}"))).await);
    client.send(refresh(&client, &own, refresh_cookie.trim_start_matches("__Secure-"))).await.expect(200);
}

// assures: R603
#[tokio::test]
async fn cookie_routes_reject_forms_and_get_changes_nothing() {
    let server = Server::on_memory(&SETTINGS).await;
    server.sign_up("ada").await;
    let client = server.client();
    let (refresh_cookie, _) = cookie(&log_in(&client, None).await);
    let own = own_origin(&server);
    for path in [REFRESH, LOGOUT] {
        for media_type in [FORM, "multipart/form-data; boundary=x", "text/plain"] {
            for body in ["", "a=b", r#"{"a":"="}"#] {
                let request = client
                    .request(Method::POST, path)
                    .header("cookie", &refresh_cookie)
                    .header("origin", &own);
                let response = client.send(request.header("content-type", media_type).body(body)).await;
                assert_eq!(response.problem(415), "unsupported-media-type", "{path} {media_type} {body}");
            }
        }
        for method in [Method::GET, Method::HEAD] {
            let request =
                client.request(method, path).header("cookie", &refresh_cookie).header("origin", &own);
            assert_eq!(client.send(request).await.status, 405);
        }
    }
    client.send(refresh(&client, &own, &refresh_cookie)).await.expect(200);
}

#[tokio::test]
async fn token_in_the_body_takes_precedence_over_the_cookie() {
    let server = Server::on_memory(&SETTINGS).await;
    let ada = server.sign_up("ada").await;
    let client = server.client();
    let (refresh_cookie, _) = cookie(&log_in(&client, None).await);
    let named = json!({"refresh_token": ada.refresh_token});
    let both = client.request(Method::POST, REFRESH).header("cookie", &refresh_cookie).json(&named);
    let response = client.send(both).await;
    let (access, refreshed) = response.tokens();
    assert_eq!(response.header("set-cookie"), None);
    let both = client.request(Method::POST, LOGOUT).header("cookie", &refresh_cookie);
    let response = client.send(both.json(&json!({"refresh_token": refreshed}))).await;
    response.expect(204);
    assert_eq!(response.header("set-cookie"), None);
    assert_eq!(client.with_token(&access).get(ME).await.problem(401), "token-revoked");
    // The session of the cookie continues. A body without a token is treated as absent.
    client.send(refresh(&client, &own_origin(&server), &refresh_cookie).json(&json!({}))).await.expect(200);
}

#[tokio::test]
async fn duplicate_cookies_are_rejected() {
    let server = Server::on_memory(&SETTINGS).await;
    server.sign_up("ada").await;
    let client = server.client();
    let [(victims, _), (planted, _)] =
        [cookie(&log_in(&client, None).await), cookie(&log_in(&client, None).await)];
    let own = own_origin(&server);
    for both in [format!("{planted}; {victims}"), format!("{victims};{planted}")] {
        assert_eq!(client.send(refresh(&client, &own, &both)).await.problem(401), "refresh-invalid");
    }
    // Cookies with other names are ignored, even if the name contains `refresh`.
    let among = format!("theme=dark; __Secure-{planted}; xrefresh=1; {victims}; refreshed=1");
    client.send(refresh(&client, &own, &among)).await.expect(200);
}

/// A cookie planted by a neighboring host must not hide the victim's session from logout.
#[tokio::test]
async fn logout_with_duplicate_cookies_ends_both_sessions() {
    let server = Server::on_memory(&SETTINGS).await;
    server.sign_up("ada").await;
    let client = server.client();
    let own = own_origin(&server);
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let [(victims, _), (planted, _)] =
            [cookie(&log_in(&client, None).await), cookie(&log_in(&client, None).await)];
        let garbage = format!("{}=garbage", plain_name(&server));
        let all = [victims.as_str(), &planted, &garbage];
        let all = order.map(|place| all[place]).join("; ");
        let request = client.request(Method::POST, LOGOUT).header("origin", &own).header("cookie", &all);
        let response = client.send(request).await;
        response.expect(204);
        assert_eq!(cookie(&response).0, format!("{}=", plain_name(&server)));
        for refresh_cookie in [&victims, &planted] {
            assert_eq!(
                client.send(refresh(&client, &own, refresh_cookie)).await.problem(401),
                "refresh-invalid"
            );
        }
    }
}

#[tokio::test]
async fn transport_must_be_cookie_or_absent() {
    let server = Server::on_memory(&SETTINGS).await;
    server.sign_up("ada").await;
    let client = server.client();
    let account = json!({"username": "ada", "password": "correct horse"});
    for wrong in ["", "body", "Cookie", "cookie%00", "cookie&transport=cookie"] {
        let response = client.post(&format!("/api/v1/auth/login?transport={wrong}"), &account).await;
        assert!(response.error_locations().iter().all(|place| place == "query.transport"), "{wrong}");
    }
    let response = client.post("/api/v1/auth/login?transports=cookie", &account).await;
    assert_eq!(response.error_locations(), ["query.transports"]);
    assert!(response.json()["detail"].as_str().unwrap().contains("did you mean transport?"));
    assert_eq!(response.header("set-cookie"), None);
    // The todo routes do not support cookies.
    let response = client.post("/api/auth/login?transport=cookie", &account).await;
    response.tokens();
    assert_eq!(response.header("set-cookie"), None);
}

// assures: R603
/// A foreign page must not be able to sign its visitors in to the attacker's account (login CSRF).
#[tokio::test]
async fn cookie_login_is_rejected_for_a_foreign_origin() {
    let server = Server::on_memory(&SETTINGS).await;
    server.sign_up("ada").await;
    let client = server.client();
    let form = [("username", "ada"), ("password", "correct horse")];
    for (origin, allowed) in [("https://evil.example", false), ("null", false), (ALLOWED_ORIGIN, true)] {
        let request = client.request(Method::POST, LOGIN).header("origin", origin).form(&form);
        let response = client.send(request).await;
        if allowed {
            cookie(&response);
        } else {
            assert_eq!(response.problem(403), "origin-not-allowed", "{origin}");
            assert_eq!(response.header("set-cookie"), None);
        }
    }
}

#[tokio::test]
async fn login_checks_query_then_origin_then_body() {
    let server = Server::on_memory(&SETTINGS).await;
    let client = server.client();
    for body in ["{", "{}", "[]"] {
        let log_in = |path: &str, origin: &str| {
            let request = client.request(Method::POST, path).header("origin", origin);
            client.send(request.header("content-type", "application/json").body(body))
        };
        let response = log_in("/api/v1/auth/login?transport=x", "https://evil.example").await;
        assert_eq!(response.error_locations(), ["query.transport"], "{body}");
        assert_eq!(log_in(LOGIN, "https://evil.example").await.problem(403), "origin-not-allowed", "{body}");
        assert_eq!(log_in(LOGIN, ALLOWED_ORIGIN).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn cookie_path_follows_the_api_prefix() {
    let server = Server::on_memory(&[("API_V1_PREFIX", "/rest/v9")]).await;
    let client = server.client();
    let account = json!({"email": "ada@example.org", "username": "ada", "password": "correct horse"});
    client.post("/rest/v9/auth/register", &account).await.expect(201);
    let (_, attributes) = cookie(&client.post("/rest/v9/auth/login?transport=cookie", &account).await);
    assert_eq!(attributes[0], "Path=/rest/v9/auth");
}
