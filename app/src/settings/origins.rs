//! `ALLOWED_ORIGINS`: the origins of web pages and apps that may call the API from a browser.

use url::{Origin, Url};

use super::list;

/// All pages with one of these schemes share one origin, or have no origin.
const REFUSED_SCHEMES: [&str; 3] = ["file", "data", "javascript"];
/// The HTTP library rejects longer schemes.
const MAX_SCHEME: usize = 64;

/// Parses a JSON list or a comma-separated list of origins as browsers send them, such as `https://tasks.example.org`.
pub(super) fn parse(raw: &str) -> Result<Vec<String>, String> {
    list::items(raw).map(parse_origin).collect()
}

/// Parses an origin of a web page, or of an app in a web view or browser extension, such as `tauri://localhost`.
fn parse_origin(raw: &str) -> Result<String, String> {
    if raw.contains('*') {
        let reason = "would let every page that matches act for the signed-in user; list each origin in full";
        return Err(format!("{raw} {reason}"));
    }
    if raw.eq_ignore_ascii_case("null") {
        let reason = "is the origin of every sandboxed page and local file; serve the page over HTTP";
        return Err(format!("{raw} {reason}"));
    }
    if raw.contains('@') {
        // The message does not repeat the value, which may contain a password.
        return Err("an origin must not contain a user name".to_owned());
    }
    let Some((scheme, rest)) = raw.split_once("://") else {
        return Err(format!("{raw} is not an origin: it must begin with a scheme, as in https://{raw}"));
    };
    let scheme = scheme.to_ascii_lowercase();
    if REFUSED_SCHEMES.contains(&scheme.as_str()) {
        return Err(format!("{raw} cannot be an allowed origin: all {scheme} pages share it"));
    }
    let authority = authority(rest).map_err(|reason| format!("{raw} is not an origin: {reason}"))?;
    if matches!(&*scheme, "http" | "https") {
        return origin(raw);
    }
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
        && scheme.len() <= MAX_SCHEME;
    if is_scheme && is_host_and_port(authority) {
        // For an unknown scheme, browsers do not normalize the host.
        Ok(format!("{scheme}://{authority}"))
    } else {
        Err(format!("{raw} is not an origin such as https://tasks.example.org or tauri://localhost"))
    }
}

/// Returns the host and port, without a trailing slash.
fn authority(rest: &str) -> Result<&str, &'static str> {
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    match authority {
        "" => Err("it has no host"),
        _ if authority.contains(['/', '?', '#']) => {
            Err("it must end after the host and port, without a path")
        }
        _ => Ok(authority),
    }
}

fn is_host_and_port(authority: &str) -> bool {
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let is_host =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_host && port.parse::<u16>().is_ok()
}

fn origin(raw: &str) -> Result<String, String> {
    let wrong = || format!("{raw} is not an origin such as https://tasks.example.org");
    let url =
        Url::parse(raw).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(wrong)?;
    if raw.contains('*') {
        return Err(wrong());
    }
    let bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.origin() {
        Origin::Tuple(..) if bare => Ok(url.origin().ascii_serialization()),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_comma_lists_are_accepted() {
        let expected = vec!["http://localhost:5173".to_owned(), "https://tasks.example.org".to_owned()];
        assert_eq!(parse(r#"["http://localhost:5173","https://tasks.example.org"]"#), Ok(expected.clone()));
        assert_eq!(parse("http://localhost:5173, HTTPS://Tasks.Example.org:443/"), Ok(expected));
        assert_eq!(parse("[]"), Ok(Vec::new()));
    }

    // assures: R601
    #[test]
    fn invalid_origin_is_rejected() {
        for raw in [
            "*",
            "https://*.example.org",
            "localhost:5173",
            "https://a.example/path",
            "null",
            "https://u@a.example",
        ] {
            assert!(parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn origins_of_apps_and_extensions_match_what_browsers_send() {
        for (raw, origin) in [
            ("tauri://localhost", "tauri://localhost"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("ionic://localhost", "ionic://localhost"),
            (
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            ),
            (
                "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
                "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
            ),
            ("app://.", "app://."),
            ("APP://obsidian.md/", "app://obsidian.md"),
            ("vscode-webview://a_b:1234", "vscode-webview://a_b:1234"),
            ("http://tauri.localhost", "http://tauri.localhost"),
            ("http://[::1]:5173/", "http://[::1]:5173"),
        ] {
            assert_eq!(parse(raw), Ok(vec![origin.to_owned()]));
        }
    }

    #[test]
    fn error_explains_why_an_origin_is_rejected() {
        for (raw, reason) in [
            ("*", "list each origin in full"),
            ("https://*.example.org", "list each origin in full"),
            ("tauri://*", "list each origin in full"),
            ("null", "the origin of every sandboxed page"),
            ("NULL", "the origin of every sandboxed page"),
            ("localhost:5173", "as in https://localhost:5173"),
            ("tasks.example.org", "as in https://tasks.example.org"),
            ("https://a.example/path", "without a path"),
            ("tauri://localhost/index.html", "without a path"),
            ("https://a.example//", "without a path"),
            ("https://a.example?x", "without a path"),
            ("https://a.example#x", "without a path"),
            ("app://", "no host"),
            ("https:///", "no host"),
            ("file:///home/ada/index.html", "all file pages share it"),
            ("FILE://", "all file pages share it"),
            ("data://x", "all data pages share it"),
            ("javascript://x", "all javascript pages share it"),
            ("https://a b", "not an origin such as"),
            ("tauri://a b", "not an origin such as"),
            ("tauri://a:99999", "not an origin such as"),
            ("tauri://ä", "not an origin such as"),
            ("1app://x", "not an origin such as"),
            ("a b://x", "not an origin such as"),
        ] {
            let sentence = parse(raw).unwrap_err();
            assert!(sentence.contains(reason) && sentence.contains(raw), "{raw}: {sentence}");
        }
        assert!(parse("https://a.example, https://*.b.example").is_err());
        assert_eq!(
            parse("https://u:secret@a.example").unwrap_err(),
            "an origin must not contain a user name"
        );
    }
}
