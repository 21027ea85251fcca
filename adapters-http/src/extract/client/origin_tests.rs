use super::*;
use crate::config::tests::config as base;
use actix_web::test::TestRequest;

const ALLOWED_ORIGIN: &str = "https://app.example.org";

/// Returns a request with these headers to a server with this configuration.
fn request(config: HttpConfig, headers: &[(&str, &str)]) -> HttpRequest {
    let config = HttpConfig { allowed_origins: vec![ALLOWED_ORIGIN.to_owned()], ..config };
    let request = TestRequest::post().peer_addr("10.0.0.1:4711".parse().unwrap()).app_data(Data::new(config));
    headers.iter().fold(request, |request, header| request.append_header(*header)).to_http_request()
}

#[test]
fn page_is_same_origin_if_its_host_and_port_match_the_host_header() {
    for (host, origin, allowed) in [
        ("nas.local:8000", "http://nas.local:8000", true),
        ("nas.local:8000", "https://nas.local:8000", true),
        ("NAS.Local:8000", "http://nas.local:8000", true),
        ("nas.local", "http://nas.local", true),
        ("nas.local:80", "http://nas.local", true),
        ("nas.local:443", "https://nas.local", true),
        ("192.168.1.5:8000", "http://192.168.1.5:8000", true),
        ("[fd00::5]:8000", "http://[fd00::5]:8000", true),
        ("nas.local", ALLOWED_ORIGIN, true),
        ("nas.local:8000", "http://nas.local", false),
        ("nas.local", "http://nas.local:8000", false),
        ("nas.local:443", "http://nas.local", false),
        ("nas.local:80", "https://nas.local", false),
        ("nas.local", "http://evil.nas.local", false),
        ("nas.local", "http://nas.local.evil.example", false),
        ("nas.local", "ftp://nas.local", false),
        ("nas.local", "nas.local", false),
        ("nas.local", "null", false),
        ("nas.local", "", false),
        ("", "http://", false),
        ("nas.local", "http://app.example.org", false),
        ("nas.local", "https://APP.example.org", false),
    ] {
        let req = request(base(), &[("host", host), ("origin", origin)]);
        assert_eq!(check(&req).is_ok(), allowed, "{host} {origin}");
        assert_eq!(check_if_present(&req).is_ok(), allowed, "{host} {origin}");
    }
    let without_origin = request(base(), &[("host", "nas.local")]);
    assert!(check(&without_origin).is_err() && check_if_present(&without_origin).is_ok());
    let twice = [("host", "nas.local"), ("origin", "http://nas.local"), ("origin", "http://nas.local")];
    assert!(check(&request(base(), &twice)).is_err());
    let hosts = [("host", "nas.local"), ("host", "nas.local"), ("origin", "http://nas.local")];
    assert!(check(&request(base(), &hosts)).is_err());
}

#[test]
fn http_page_is_cross_origin_if_the_browser_uses_https() {
    let page = |origin| [("host", "tasks.example.org"), ("origin", origin)];
    let [plain, secure] = [page("http://tasks.example.org"), page("https://tasks.example.org")];
    let here = || HttpConfig { terminates_tls: true, ..base() };
    assert!(check(&request(here(), &plain)).is_err());
    assert!(check(&request(here(), &secure)).is_ok());
    let behind = || HttpConfig { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..base() };
    for (proto, allowed) in
        [("https", false), ("HTTPS", false), ("http, https", false), ("https, http", true), ("http", true)]
    {
        let headers = [&plain[..], &[("x-forwarded-proto", proto)]].concat();
        assert_eq!(check(&request(behind(), &headers)).is_ok(), allowed, "{proto}");
        assert!(check(&request(base(), &headers)).is_ok(), "headers of an untrusted peer must be ignored");
        let headers = [&secure[..], &[("x-forwarded-proto", proto)]].concat();
        assert!(check(&request(behind(), &headers)).is_ok(), "{proto}");
    }
}

#[test]
fn only_the_public_and_listed_origins_are_accepted_with_a_public_url() {
    for public in ["https://tasks.example.org", "http://nas.local:8000"] {
        let config = || HttpConfig { public_origin: Some(public.to_owned()), ..base() };
        for (origin, allowed) in [
            (public, true),
            (ALLOWED_ORIGIN, true),
            ("http://inner:8000", false),
            ("https://inner:8000", false),
        ] {
            let req = request(config(), &[("host", "inner:8000"), ("origin", origin)]);
            assert_eq!(check(&req).is_ok(), allowed, "{public} {origin}");
        }
    }
}

#[test]
fn scheme_comes_from_the_origin_or_else_from_the_settings() {
    let public = |url: &str| HttpConfig { public_origin: Some(url.to_owned()), ..base() };
    let tls = HttpConfig { terminates_tls: true, ..base() };
    for (config, host, origin, https, port) in [
        (base(), "nas.local:8000", Some("http://nas.local:8000"), false, Some("8000")),
        (base(), "nas.local:8000", Some("https://nas.local:8000"), true, Some("8000")),
        (base(), "nas.local:80", Some("http://nas.local"), false, None),
        (base(), "nas.local:443", Some("https://nas.local"), true, None),
        (base(), "nas.local:443", Some("http://nas.local:443"), false, Some("443")),
        (base(), "nas.local", Some("https://nas.local"), true, None),
        (base(), "localhost:8000", Some("tauri://localhost"), false, Some("8000")),
        (base(), "nas.local", Some("tauri://localhost"), true, None),
        (base(), "nas.local", None, true, None),
        (base(), "localhost:8000", None, false, Some("8000")),
        (base(), "LocalHost", None, false, None),
        (base(), "127.0.0.1:8000", None, false, Some("8000")),
        (base(), "[::1]:8000", None, false, Some("8000")),
        (base(), "[::1]", None, false, None),
        (base(), "localhost.example.org", None, true, None),
        (base(), "127.0.0.1.example.org", None, true, None),
        (base(), "nas.local:123456", None, true, None),
        (base(), "nas.local:80;x=1", None, true, None),
        (tls, "localhost:8443", None, true, Some("8443")),
        (public("https://tasks.example.org"), "localhost:8000", None, true, Some("8000")),
        (public("http://nas.local"), "nas.local", None, false, None),
    ] {
        let mut headers = vec![("host", host)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let req = request(config, &headers);
        assert_eq!((is_https(&req), super::port(&req)), (https, port), "{host} {origin:?}");
    }
}

#[test]
fn cross_site_pages_are_detected() {
    for (host, origin, another) in [
        ("127.0.0.1:8000", "http://localhost:5173", true),
        ("localhost:8000", "http://127.0.0.1:8000", true),
        ("localhost:8000", "http://localhost:5173", false),
        ("192.168.1.5", "http://192.169.1.5", true),
        ("api.example.org", "https://app.example.org", false),
        ("example.org", "https://app.example.org", false),
        ("api.example.org", "https://example.com", true),
        ("api.example.org", "null", false),
        ("localhost:8000", "tauri://localhost", true),
        ("localhost:8000", "app://.", true),
    ] {
        let req = request(base(), &[("host", host), ("origin", origin)]);
        assert_eq!(cross_site(&req).is_some(), another, "{host} {origin}");
    }
}

#[test]
fn authority_replaces_the_host_header_in_http2() {
    let absolute = || TestRequest::with_uri("https://tasks.example.org:8443/auth/refresh");
    assert_eq!(host(&absolute().to_http_request()), Some("tasks.example.org:8443"));
    let named = absolute().insert_header((header::HOST, "a.example"));
    assert_eq!(host(&named.to_http_request()), Some("a.example"));
    let twice =
        absolute().append_header((header::HOST, "a.example")).append_header((header::HOST, "b.example"));
    assert_eq!(host(&twice.to_http_request()), None);
    assert_eq!(host(&TestRequest::with_uri("/auth/refresh").to_http_request()), None);
}
