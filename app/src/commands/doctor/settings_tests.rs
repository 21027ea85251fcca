//! Tests of the findings about how clients reach the server.

use super::*;
use crate::commands::doctor::finding::Level;

const LOCAL: Access<'_> = Access {
    address: SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8000),
    has_tls: false,
    public_origin: None,
    has_path: false,
    origins: None,
    proxies: &[],
};

/// Returns the findings that are not ok.
fn faults(access: &Access<'_>) -> Vec<(&'static str, Level)> {
    let findings = evaluate(access).into_iter().filter(|finding| finding.level != Level::Ok);
    findings.map(|finding| (finding.check, finding.level)).collect()
}

#[test]
fn combinations_that_work_have_no_fault() {
    let proxy = ["10.0.0.5/32".parse().unwrap()];
    let origins = ["https://app.example.org".to_owned(), "tauri://localhost".to_owned()];
    let https = Access { public_origin: Some("https://tasks.example.org"), origins: Some(&origins), ..LOCAL };
    for access in [
        LOCAL,
        Access { has_tls: true, ..LOCAL },
        Access { public_origin: Some("http://localhost:8000"), ..LOCAL },
        Access { has_tls: true, ..https },
        Access { proxies: &proxy, has_path: true, ..https },
    ] {
        assert_eq!(faults(&access), []);
    }
}

#[test]
fn combinations_that_fail_are_reported() {
    let public = "0.0.0.0:8000".parse().unwrap();
    let (proxy, wide) = (["10.0.0.5/32".parse().unwrap()], ["10.0.0.0/8".parse().unwrap()]);
    let (none, plain) = ([], ["http://app.example.org".to_owned()]);
    let https = Access { public_origin: Some("https://tasks.example.org"), origins: Some(&none), ..LOCAL };
    let http = Access { public_origin: Some("http://tasks.example.org"), ..https };
    for (access, fault) in [
        (Access { has_tls: true, ..http }, (PUBLIC_URL, Level::Problem)),
        (http, (PUBLIC_URL, Level::Warning)),
        (https, (PUBLIC_URL, Level::Warning)),
        (Access { proxies: &proxy, ..LOCAL }, (PUBLIC_URL, Level::Warning)),
        (Access { address: public, ..LOCAL }, (PUBLIC_URL, Level::Warning)),
        (Access { has_path: true, has_tls: true, ..https }, (PUBLIC_URL, Level::Warning)),
        (Access { origins: None, has_tls: true, ..https }, (ORIGINS, Level::Warning)),
        (Access { origins: Some(&plain), has_tls: true, ..https }, (ORIGINS, Level::Warning)),
        (Access { proxies: &wide, ..https }, (PROXIES, Level::Warning)),
    ] {
        assert_eq!(faults(&access), [fault]);
    }
}
