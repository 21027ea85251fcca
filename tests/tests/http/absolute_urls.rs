//! URLs in `Location` and `Link`, which are absolute if the server knows its address.

use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Client, Response, Server, on_every_database};

const PATH: &str = "/api/v1/tasks";

async fn create(api: &Client, headers: &[(&str, &str)]) -> Response {
    let request = api.request(Method::POST, PATH).json(&json!({"title": "Buy milk"}));
    api.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

async fn first_page(api: &Client, headers: &[(&str, &str)]) -> Response {
    let request = api.request(Method::GET, &format!("{PATH}?limit=1&skip=0"));
    api.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

/// Returns the scheme and host, which `Location` and `Link` must share, or an empty string if both URLs are relative.
async fn base(server: &Server, name: &str, headers: &[(&str, &str)]) -> String {
    let ada = server.sign_up(name).await;
    ada.create_task("One").await;
    let created = create(&ada.api, headers).await;
    let id = created.expect(201)["id"].clone();
    let location = created.header("location").unwrap();
    let base = location.strip_suffix(&format!("{PATH}/{id}")).unwrap_or_else(|| panic!("{location}"));
    let page = first_page(&ada.api, headers).await;
    let link = format!("<{base}{PATH}?limit=1&skip=1>; rel=\"next\"");
    assert_eq!(page.header("link"), Some(link.as_str()));
    base.to_owned()
}

#[tokio::test]
async fn urls_use_the_request_host_without_a_proxy() {
    let server = Server::on_memory(&[]).await;
    assert_eq!(base(&server, "ada", &[]).await, format!("http://{}", server.address()));
    assert_eq!(base(&server, "bob", &[("host", "nas.local:8000")]).await, "http://nas.local:8000");
    let docs = server.client().request(Method::GET, "/docs").header("host", "nas.local");
    let docs = server.client().send(docs).await;
    assert_eq!(docs.header("location"), Some("http://nas.local/api/docs"));
    assert_eq!(docs.header("cache-control"), Some("no-cache"));
}

// assures: R709
#[tokio::test]
async fn malformed_host_is_not_echoed() {
    let server = Server::on_memory(&[]).await;
    for (number, host) in
        ["evil.example/path", "user@evil.example", "a b", "evil.example:0", "a,b"].iter().enumerate()
    {
        assert_eq!(base(&server, &format!("user-{number}"), &[("host", host)]).await, "", "{host}");
    }
}

// assures: R709
#[tokio::test]
async fn urls_stay_relative_after_a_forwarding_header_of_an_untrusted_peer() {
    let server = Server::on_memory(&[]).await;
    for (number, name) in
        ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "via"].iter().enumerate()
    {
        let headers = [("host", "tasks.example.org"), (*name, "https")];
        assert_eq!(base(&server, &format!("user-{number}"), &headers).await, "", "{name}");
    }
}

#[tokio::test]
async fn trusted_proxy_sets_the_scheme() {
    let server = Server::on_memory(&[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let host = ("host", "tasks.example.org");
    for (name, headers, expected) in [
        ("ada", &[host, ("x-forwarded-proto", "https")][..], "https://tasks.example.org"),
        ("bob", &[host, ("forwarded", "for=192.0.2.1;proto=https")], "https://tasks.example.org"),
        (
            "cyd",
            &[host, ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "http")],
            "http://tasks.example.org",
        ),
        ("dan", &[host, ("x-forwarded-for", "192.0.2.1")], ""),
        ("eve", &[host, ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")], ""),
    ] {
        assert_eq!(base(&server, name, headers).await, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn public_url_overrides_request_headers() {
    let server = Server::on_memory(&[("PUBLIC_URL", "https://tasks.example.org")]).await;
    let forged =
        [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "http")];
    assert_eq!(base(&server, "ada", &forged).await, "https://tasks.example.org");
}

on_every_database! {
    async fn replayed_response_uses_the_url_of_its_own_request(server: &Server) {
        let ada = server.sign_up("ada").await;
        let key = ("idempotency-key", "k");
        let first = create(&ada.api, &[key, ("host", "evil.example")]).await;
        let id = first.expect(201)["id"].clone();
        assert_eq!(first.header("location"), Some(format!("http://evil.example{PATH}/{id}").as_str()));
        let again = create(&ada.api, &[key, ("host", "nas.local")]).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.header("location"), Some(format!("http://nas.local{PATH}/{id}").as_str()));
        let relative = create(&ada.api, &[key, ("x-forwarded-for", "192.0.2.1")]).await;
        assert_eq!(relative.header("location"), Some(format!("{PATH}/{id}").as_str()));
    }
}
