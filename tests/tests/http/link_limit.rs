//! The rate limit for invalid links.

use chrono::TimeDelta;
use serde_json::json;
use tasklane_core::handle::{Handle, HandleKind};
use tasklane_core::ids::UserId;
use tasklane_tests::{Client, Response, Server, sends_mails};

const ROUTES: [&str; 3] =
    ["/api/v1/auth/password/reset", "/api/v1/auth/email/verify", "/api/v1/auth/email/undo"];

/// Starts a server that trusts the test as a proxy.
async fn server() -> Server {
    let settings =
        [("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_LINK", "4/h"), ("TRUSTED_PROXIES", "127.0.0.1")];
    Server::on_memory_with(&settings, sends_mails).await
}

async fn present(client: &Client, route: &str, token: &str, from: &str) -> Response {
    let body = json!({"token": token, "new_password": "battery staple"});
    let request = client.request(reqwest::Method::POST, route).header("x-forwarded-for", from);
    client.send(request.json(&body)).await
}

/// A well-formed token that was never issued.
fn unknown(user: i64) -> String {
    Handle::random(UserId::new(user).unwrap(), &tasklane_auth::SystemEntropy).format(HandleKind::Link)
}

/// Requests a link to reset the password, and returns its token.
async fn link(server: &Server) -> String {
    server.client().post("/api/v1/auth/password/forgot", &json!({"username": "ada"})).await.expect(202);
    server.next_mails().await[0].link.as_ref().unwrap().expose().to_owned()
}

// assures: R708
#[tokio::test]
async fn invalid_links_are_limited_by_address() {
    let server = server().await;
    let ada = server.sign_up("ada").await;
    let (client, valid) = (server.client(), link(&server).await);
    for (n, token) in ["garbage", &unknown(ada.id), "", &unknown(4711)].into_iter().enumerate() {
        let response = present(&client, ROUTES[n % 3], token, "203.0.113.9").await;
        assert_eq!(response.problem(400), "link-invalid");
        assert_eq!(response.header("ratelimit-policy"), Some(r#""link";q=4;w=3600"#));
        assert_eq!(response.header("ratelimit"), Some(&*format!(r#""link";r={};t=900"#, 3 - n)));
    }
    for route in ROUTES {
        for token in ["garbage", &unknown(ada.id), &valid] {
            let rejected = present(&client, route, token, "203.0.113.9").await;
            assert_eq!(rejected.problem(429), "rate-limited", "{route}");
            assert_eq!(rejected.header("retry-after"), Some("900"));
            assert_eq!(rejected.header("cache-control"), Some("no-store"));
        }
    }
    // Other clients are not affected, and the link is still valid.
    assert_eq!(present(&client, ROUTES[0], "garbage", "203.0.113.10").await.problem(400), "link-invalid");
    server.advance(TimeDelta::minutes(15));
    present(&client, ROUTES[0], &valid, "203.0.113.9").await.expect(204);
}

#[tokio::test]
async fn valid_links_are_not_counted() {
    let server = server().await;
    server.sign_up("ada").await;
    let client = server.client();
    for round in 0..6 {
        let token = link(&server).await;
        let weak = json!({"token": token, "new_password": "password"});
        let rejected = client.post(ROUTES[0], &weak).await;
        assert_eq!(rejected.error_locations(), ["body.new_password"]);
        assert_eq!(rejected.header("ratelimit"), None);
        let body = json!({"token": token, "new_password": format!("battery staple {round}")});
        let response = client.post(ROUTES[0], &body).await;
        response.expect(204);
        assert_eq!(response.header("ratelimit"), None);
        server.mails().await;
    }
    for _ in 0..4 {
        assert_eq!(present(&client, ROUTES[1], "garbage", "127.0.0.1").await.problem(400), "link-invalid");
    }
    assert_eq!(present(&client, ROUTES[1], "garbage", "127.0.0.1").await.problem(429), "rate-limited");
}

#[tokio::test]
async fn concurrent_guesses_do_not_exceed_the_limit() {
    let server = server().await;
    let ada = server.sign_up("ada").await;
    let (client, tokens) = (server.client(), (0..20).map(|_| unknown(ada.id)).collect::<Vec<_>>());
    let guesses = tokens.iter().map(|token| present(&client, ROUTES[0], token, "2001:db8::1"));
    let responses = futures_util::future::join_all(guesses).await;
    let rejected_as_invalid = responses.iter().filter(|response| response.status == 400).count();
    assert_eq!(
        (rejected_as_invalid, responses.iter().filter(|response| response.status == 429).count()),
        (4, 16)
    );
    // Addresses of the same /64 network share the limit.
    let rejected = present(&client, ROUTES[0], &unknown(ada.id), "2001:db8::ffff").await;
    assert_eq!(rejected.problem(429), "rate-limited");
}
