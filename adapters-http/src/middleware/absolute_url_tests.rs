use super::*;
use crate::config::tests::config as base_config;
use actix_web::test::TestRequest;
use actix_web::web::Data;

const PATH: &str = "/api/v1/tasks/7";

/// Returns `Location` as the client receives it.
fn location(config: HttpConfig, headers: &[(&str, &str)]) -> String {
    location_at("/api/v1/tasks", config, headers)
}

fn location_at(target: &str, config: HttpConfig, headers: &[(&str, &str)]) -> String {
    let request = TestRequest::with_uri(target).peer_addr("10.0.0.1:4711".parse().unwrap());
    let request = request.app_data(Data::new(config));
    let request = headers.iter().fold(request, |request, header| request.append_header(*header));
    completed(&request.to_http_request(), &LOCATION, PATH)
}

fn completed(req: &HttpRequest, name: &actix_web::http::header::HeaderName, value: &str) -> String {
    let mut headers = HeaderMap::new();
    headers.insert(name.clone(), HeaderValue::from_str(value).unwrap());
    make_absolute(req, &mut headers);
    headers.get(name).unwrap().to_str().unwrap().to_owned()
}

fn tls() -> HttpConfig {
    HttpConfig { terminates_tls: true, ..base_config() }
}

fn config_with_trusted_proxy() -> HttpConfig {
    HttpConfig { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..base_config() }
}

#[test]
fn host_of_the_request_is_used_without_a_proxy() {
    for (host, expected) in [
        ("nas.local:8000", "http://nas.local:8000/api/v1/tasks/7"),
        ("NAS", "http://NAS/api/v1/tasks/7"),
        ("192.168.1.5", "http://192.168.1.5/api/v1/tasks/7"),
        ("[fd00::5]:8000", "http://[fd00::5]:8000/api/v1/tasks/7"),
    ] {
        assert_eq!(location(base_config(), &[("host", host)]), expected);
        assert_eq!(location(tls(), &[("host", host)]), expected.replace("http:", "https:"));
    }
}

#[test]
fn invalid_host_leaves_the_url_relative() {
    let long = "a".repeat(MAX_HOST + 1);
    for host in [
        "",
        ":8000",
        "nas.local:0",
        "nas.local:65536",
        "nas.local:80:80",
        "user@nas.local",
        "nas.local/path",
        "nas.local?query",
        "nas.local#fragment",
        "nas local",
        "nas.local>; rel=\"next\", <http://evil.example",
        "n\u{e4}s.local",
        "[fd00::5",
        "[nas.local]",
        "[fd00::5%25eth0]",
        "a,b",
        long.as_str(),
    ] {
        assert_eq!(location(base_config(), &[("host", host)]), PATH, "{host}");
    }
    assert_eq!(location(base_config(), &[]), PATH);
    assert_eq!(location(base_config(), &[("host", "a.example"), ("host", "b.example")]), PATH);
}

#[test]
fn target_with_another_host_leaves_the_url_relative() {
    let target = "http://evil.example/api/v1/tasks";
    assert_eq!(location_at(target, base_config(), &[("host", "nas.local")]), PATH);
    let same = location_at("http://nas.local/api/v1/tasks", base_config(), &[("host", "nas.local")]);
    assert_eq!(same, format!("http://nas.local{PATH}"));
}

#[test]
fn forwarding_header_of_an_untrusted_peer_leaves_the_url_relative() {
    for name in ["forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"]
    {
        for config in [base_config(), tls()] {
            assert_eq!(location(config, &[("host", "nas.local"), (name, "https")]), PATH, "{name}");
        }
    }
}

#[test]
fn trusted_proxy_determines_the_scheme() {
    let host = ("host", "tasks.example.org");
    let over = |scheme: &str| format!("{scheme}://tasks.example.org{PATH}");
    for (more, expected) in [
        (&[][..], over("http")),
        (&[("x-forwarded-proto", "https")], over("https")),
        (&[("x-forwarded-proto", "http")], over("http")),
        (&[("forwarded", "proto=https;host=tasks.example.org")], over("https")),
        (&[("x-forwarded-proto", "https"), ("x-forwarded-host", "tasks.example.org")], over("https")),
        // Apache replaces `Host` and sends the client's host in `X-Forwarded-Host`, which clients can forge.
        (&[("x-forwarded-proto", "https"), ("x-forwarded-host", "other.example")], PATH.to_owned()),
        (&[("x-forwarded-proto", "https"), ("x-forwarded-prefix", "/tasks")], PATH.to_owned()),
        (&[("x-forwarded-for", "192.0.2.1")], PATH.to_owned()),
    ] {
        let headers: Vec<_> = [host].iter().chain(more).copied().collect();
        assert_eq!(location(config_with_trusted_proxy(), &headers), expected, "{more:?}");
    }
}

#[test]
fn public_url_overrides_the_request() {
    let public = || HttpConfig {
        public_origin: Some("https://example.org".to_owned()),
        base_path: "/tasks".to_owned(),
        ..base_config()
    };
    for headers in [
        &[][..],
        &[("host", "evil.example")],
        &[("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "http")],
    ] {
        assert_eq!(location(public(), headers), "https://example.org/tasks/api/v1/tasks/7");
    }
}

#[test]
fn only_paths_of_this_server_are_made_absolute() {
    let request = TestRequest::with_uri("/").app_data(Data::new(base_config()));
    let request = request.append_header(("host", "nas.local")).to_http_request();
    for (name, value, expected) in [
        (LINK, "</a?b=%3C>; rel=\"next\"", "<http://nas.local/a?b=%3C>; rel=\"next\""),
        (LINK, "<//evil.example/>; rel=\"next\"", "<//evil.example/>; rel=\"next\""),
        (CONTENT_LOCATION, "/a", "http://nas.local/a"),
        (LOCATION, "//evil.example", "//evil.example"),
        (LOCATION, "https://other.example/", "https://other.example/"),
    ] {
        assert_eq!(completed(&request, &name, value), expected);
    }
}
