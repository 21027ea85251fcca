//! Rate limits over HTTP: which requests are counted together, and the response headers. Quotas refill so slowly that
//! no test observes a refill unless it moves the clock.

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tasklane_tests::{Client, Response, Server};

const LOGIN: &str = "/api/v1/auth/login";
const REGISTER: &str = "/api/v1/auth/register";
const ME: &str = "/api/v1/auth/me";
const TASKS: &str = "/api/v1/tasks";

async fn server(overrides: &[(&'static str, &str)]) -> Server {
    let mut settings = vec![("RATE_LIMIT_ENABLED", "true")];
    settings.extend(overrides);
    Server::on_memory(&settings).await
}

/// A server whose clients use a proxy. The test acts as that proxy.
async fn behind_a_proxy(overrides: &[(&'static str, &str)]) -> Server {
    server(&[&[("TRUSTED_PROXIES", "127.0.0.1")], overrides].concat()).await
}

fn from(request: RequestBuilder, forwarded_for: &str) -> RequestBuilder {
    request.header("X-Forwarded-For", forwarded_for)
}

/// Sends a login that fails, because the user does not exist.
async fn failing_login(client: &Client, forwarded_for: &str) -> Response {
    let body = json!({"username": "nobody", "password": "correct horse"});
    client.send(from(client.request(Method::POST, LOGIN), forwarded_for).json(&body)).await
}

#[track_caller]
fn assert_rate_limited(response: &Response, class: &str, quota: u32, retry_after: u32) {
    assert_eq!(response.problem(429), "rate-limited");
    assert_eq!(response.header("retry-after"), Some(&*retry_after.to_string()));
    assert_eq!(response.header("ratelimit-policy"), Some(&*format!(r#""{class}";q={quota};w=3600"#)));
    assert_eq!(response.header("ratelimit"), Some(&*format!(r#""{class}";r=0;t={retry_after}"#)));
    let wait = if retry_after == 1 { "in a second".to_owned() } else { format!("in {retry_after} seconds") };
    assert_eq!(response.json()["detail"], format!("Too many requests; try again {wait}"));
}

// assures: R210, R708
#[tokio::test]
async fn logins_are_limited_by_address_and_responses_show_the_remaining_quota() {
    let server = behind_a_proxy(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    let ada = server.sign_up("ada").await;
    assert_eq!(ada.api.get(ME).await.header("ratelimit"), None, "reads must not be limited");
    let client = server.client();
    for left in [3, 2, 1, 0] {
        let response = failing_login(&client, "203.0.113.9").await;
        assert_eq!(response.problem(401), "invalid-credentials");
        assert_eq!(response.header("ratelimit-policy"), Some(r#""login";q=4;w=3600"#));
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""login";r={left};t=900"#)));
        assert_eq!(response.header("retry-after"), None);
    }
    assert_rate_limited(&failing_login(&client, "203.0.113.9").await, "login", 4, 900);
    // Other clients are not affected.
    assert_eq!(failing_login(&client, "203.0.113.10").await.problem(401), "invalid-credentials");
    ada.api.get(ME).await.expect(200);
    server.advance(TimeDelta::seconds(899));
    assert_rate_limited(&failing_login(&client, "203.0.113.9").await, "login", 4, 1);
    server.advance(TimeDelta::seconds(1));
    assert_eq!(failing_login(&client, "203.0.113.9").await.problem(401), "invalid-credentials");
    assert_rate_limited(&failing_login(&client, "203.0.113.9").await, "login", 4, 900);
}

// assures: R708
#[tokio::test]
async fn rate_limited_login_is_rejected_before_its_body_is_read() {
    let server = behind_a_proxy(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    let client = server.client();
    for body in ["{", "[]", "", "{\"username\": 1}"] {
        let request = from(client.request(Method::POST, LOGIN), "203.0.113.9");
        let response = client.send(request.header("content-type", "application/json").body(body)).await;
        assert_eq!(response.status, 422, "{body}");
        assert!(response.header("ratelimit").is_some());
    }
    let request = from(client.request(Method::POST, LOGIN), "203.0.113.9");
    let response = client.send(request.header("content-type", "text/plain").body("x".repeat(100_000))).await;
    assert_rate_limited(&response, "login", 4, 900);
}

#[tokio::test]
async fn todo_and_v1_routes_share_limits() {
    let server = behind_a_proxy(&[("RATE_LIMIT_LOGIN", "4/h"), ("RATE_LIMIT_REGISTER", "4/h")]).await;
    let client = server.client();
    for (paths, class) in
        [([LOGIN, "/api/auth/login"], "login"), ([REGISTER, "/api/auth/register"], "register")]
    {
        let send = async |path: &str| {
            client.send(from(client.request(Method::POST, path), "203.0.113.9").json(&json!({}))).await
        };
        for path in paths.iter().cycle().take(4) {
            assert_eq!(send(path).await.status, 422);
        }
        for path in paths {
            assert_rate_limited(&send(path).await, class, 4, 900);
        }
    }
}

// assures: R708
#[tokio::test]
async fn registrations_are_limited_by_address() {
    let server = behind_a_proxy(&[("RATE_LIMIT_REGISTER", "4/h")]).await;
    let client = server.client();
    let register = async |number: u32, forwarded_for: &str| {
        let name = format!("user{number}");
        let body =
            json!({"email": format!("{name}@example.org"), "username": name, "password": "correct horse"});
        client.send(from(client.request(Method::POST, REGISTER), forwarded_for).json(&body)).await
    };
    for (number, left) in [(1, 3), (2, 2), (3, 1), (4, 0)] {
        let response = register(number, "203.0.113.9").await;
        response.expect(201);
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""register";r={left};t=900"#)));
    }
    assert_rate_limited(&register(5, "203.0.113.9").await, "register", 4, 900);
    register(5, "203.0.113.10").await.expect(201);
}

// assures: R710
#[tokio::test]
async fn ipv6_addresses_are_counted_by_network() {
    let server = behind_a_proxy(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    let client = server.client();
    for last in 1..=4 {
        failing_login(&client, &format!("2001:db8:0:7:{last}::{last}")).await.problem(401);
    }
    assert_rate_limited(&failing_login(&client, "2001:db8:0:7::5").await, "login", 4, 900);
    failing_login(&client, "2001:db8:0:8::5").await.problem(401);
    // An IPv4-mapped IPv6 address is counted as its IPv4 address.
    for forwarded_for in ["::ffff:203.0.113.9", "203.0.113.9", "[::ffff:203.0.113.9]:4711", "203.0.113.9:80"]
    {
        failing_login(&client, forwarded_for).await.problem(401);
    }
    assert_rate_limited(&failing_login(&client, "203.0.113.9").await, "login", 4, 900);
}

// assures: R709
#[tokio::test]
async fn untrusted_forwarding_header_does_not_change_the_counted_address() {
    let direct = server(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    let proxied = behind_a_proxy(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    for (server, suffix) in [(direct, ""), (proxied, ", 203.0.113.9")] {
        let client = server.client();
        for forged in 1..=4 {
            failing_login(&client, &format!("198.51.100.{forged}{suffix}")).await.problem(401);
        }
        assert_rate_limited(&failing_login(&client, &format!("198.51.100.5{suffix}")).await, "login", 4, 900);
    }
}

// assures: R708
#[tokio::test]
async fn refreshes_are_limited_by_session() {
    let server = server(&[("RATE_LIMIT_REFRESH", "4/h"), ("RATE_LIMIT_LOGIN", "off")]).await;
    let ada = server.sign_up("ada").await;
    let (_, other_device) = server.client().log_in("ada", "correct horse").await.tokens();
    let mut token = ada.refresh_token;
    for left in [3, 2, 1, 0] {
        let response = server.client().refresh(&token).await;
        token = response.tokens().1;
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""refresh";r={left};t=900"#)));
    }
    assert_rate_limited(&server.client().refresh(&token).await, "refresh", 4, 900);
    server.client().refresh(&other_device).await.expect(200);
    // An invalid token is not counted, because it has no session.
    for _ in 0..8 {
        assert_eq!(server.client().refresh("AQAA").await.problem(401), "refresh-invalid");
    }
    server.advance(TimeDelta::seconds(900));
    server.client().refresh(&token).await.expect(200);
}

// assures: R708
#[tokio::test]
async fn reads_and_writes_are_limited_separately_by_user() {
    let limits = [("RATE_LIMIT_READ", "5/h"), ("RATE_LIMIT_WRITE", "4/h")];
    let server = server(&limits).await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let todo = format!("/api/{}/tasks", ada.id);
    let task = json!({"title": "Buy milk"});
    for path in [TASKS, &todo, TASKS, &todo] {
        let response = ada.api.post(path, &task).await;
        response.expect(201);
        assert_eq!(response.header("ratelimit-policy"), Some(r#""write";q=4;w=3600"#));
    }
    for (method, path) in
        [(Method::POST, TASKS), (Method::PATCH, "/api/v1/tasks/1"), (Method::PUT, "/api/v1/tasks/1")]
    {
        assert_rate_limited(&ada.api.send_json(&method, path, &task).await, "write", 4, 900);
    }
    assert_rate_limited(&ada.api.delete(&format!("{todo}/1")).await, "write", 4, 900);
    let head = ada.api.send(ada.api.request(Method::HEAD, TASKS)).await;
    assert_eq!(head.header("ratelimit"), Some(r#""read";r=4;t=720"#));
    for path in [TASKS, &todo, ME, "/api/v1/tasks/1"] {
        ada.api.get(path).await.expect(200);
    }
    assert_rate_limited(&ada.api.get(ME).await, "read", 5, 720);
    bob.api.get(ME).await.expect(200);
    bob.api.post(TASKS, &task).await.expect(201);
    // An unauthenticated request gets 401 and is not counted.
    assert_eq!(server.client().get(ME).await.problem(401), "token-missing");
    // Logout is never limited.
    ada.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
}

#[tokio::test]
async fn password_confirmations_are_limited_by_session() {
    let server = server(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let (password, wrong) = ("/api/v1/auth/me/password", json!({"password": "wrong horse"}));
    let same = json!({"current_password": "correct horse", "new_password": "correct horse"});
    let address = json!({"email": "countess@example.org", "current_password": "correct horse"});
    for left in [3, 2] {
        let response = ada.api.put(password, &same).await;
        response.expect(204);
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""login";r={left};t=900"#)));
    }
    ada.api.patch(ME, &address).await.expect(200);
    ada.api.send_json(&Method::DELETE, ME, &wrong).await.problem(401);
    assert_rate_limited(&ada.api.put(password, &same).await, "login", 4, 900);
    let another = json!({"email": "ada@example.org", "current_password": "correct horse"});
    assert_rate_limited(&ada.api.patch(ME, &another).await, "login", 4, 900);
    assert_rate_limited(&ada.api.send_json(&Method::DELETE, ME, &wrong).await, "login", 4, 900);
    // Requests without a password are not counted, and other users and sessions are not affected.
    ada.api.patch(ME, &json!({"name": "Ada"})).await.expect(200);
    bob.api.put(password, &same).await.expect(204);
    let (other, _) = server.client().log_in("ada", "correct horse").await.tokens();
    server.client().with_token(&other).put(password, &same).await.expect(204);
}

#[tokio::test]
async fn name_changes_share_the_registration_limit() {
    let server = behind_a_proxy(&[("RATE_LIMIT_REGISTER", "4/h")]).await;
    // These two registrations come from a different address than the requests below.
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let ask = async |user: &tasklane_tests::SignedUp, body: serde_json::Value, from_where: &str| {
        user.api.send(from(user.api.request(Method::PATCH, ME), from_where).json(&body)).await
    };
    for taken in [json!({"username": "bob"}), json!({"email": "bob@example.org"})].iter().cycle().take(4) {
        assert_eq!(ask(&ada, taken.clone(), "203.0.113.9").await.status, 400);
    }
    for body in [json!({"username": "bob"}), json!({"username": "free"}), json!({"email": "b@example.org"})] {
        // Attempts are counted by address and by user.
        assert_rate_limited(&ask(&ada, body.clone(), "203.0.113.9").await, "register", 4, 900);
        assert_rate_limited(&ask(&ada, body.clone(), "203.0.113.10").await, "register", 4, 900);
    }
    assert_rate_limited(&ask(&bob, json!({"username": "ada"}), "203.0.113.9").await, "register", 4, 900);
    let client = server.client();
    let account = json!({"email": "c@example.org", "username": "cid", "password": "correct horse"});
    let register = from(client.request(Method::POST, REGISTER), "203.0.113.9").json(&account);
    assert_rate_limited(&client.send(register).await, "register", 4, 900);
    // Requests that reveal nothing about names are not counted.
    for body in [json!({"name": "Ada"}), json!({"username": "ADA", "email": "Ada@example.org"})] {
        ask(&ada, body, "203.0.113.9").await.expect(200);
    }
    assert_eq!(ask(&bob, json!({"username": "ada"}), "203.0.113.11").await.problem(400), "username-taken");
}

#[tokio::test]
async fn health_and_documentation_routes_have_no_rate_limit() {
    let limits = [("RATE_LIMIT_LOGIN", "4/h"), ("RATE_LIMIT_WRITE", "4/h"), ("RATE_LIMIT_READ", "4/h")];
    let server = server(&limits).await;
    let client = server.client();
    for path in [
        "/health",
        "/health/live",
        "/health/ready",
        "/api/openapi.json",
        "/api/docs",
        "/problems/rate-limited",
    ] {
        for _ in 0..12 {
            let response = client.get(path).await;
            assert_eq!((response.status.as_u16(), response.header("ratelimit")), (200, None), "{path}");
        }
    }
}

#[tokio::test]
async fn web_page_can_read_rate_limit_headers() {
    let server = server(&[("RATE_LIMIT_LOGIN", "4/h")]).await;
    let client = server.client();
    for expected in [401, 401, 401, 401, 429] {
        let request = client.request(Method::POST, LOGIN).header("origin", "http://localhost:5173");
        let response = client.send(request.json(&json!({"username": "nobody", "password": "x"}))).await;
        assert_eq!(response.status, expected);
        assert_eq!(response.header("access-control-allow-origin"), Some("http://localhost:5173"));
        let exposed = response.header("access-control-expose-headers").unwrap().to_lowercase();
        for header in ["ratelimit", "ratelimit-policy", "retry-after"] {
            assert!(exposed.split(',').any(|name| name.trim() == header), "{exposed} must contain {header}");
        }
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
}
