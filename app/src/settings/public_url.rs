//! `PUBLIC_URL`: the address at which browsers and API clients reach this server.

use url::{Origin, Url};

const EXAMPLE: &str = "must be a URL such as https://tasks.example.org or https://example.org/tasks";

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PublicUrl {
    /// The origin as browsers send it: scheme, host, and the port unless the port is the default.
    pub(super) origin: String,
    /// The path is empty, or begins with a slash and does not end with a slash.
    pub(super) path: String,
}

/// The error never repeats the value, which may contain a password.
pub(super) fn parse(raw: &str) -> Result<PublicUrl, &'static str> {
    let url = Url::parse(raw).map_err(|_fault| EXAMPLE)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("must begin with https:// or http://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not contain a query (?) or a fragment (#)");
    }
    let Origin::Tuple(..) = url.origin() else { return Err(EXAMPLE) };
    let path = path(raw, &url)?;
    Ok(PublicUrl { origin: url.origin().ascii_serialization(), path })
}

/// The path is copied into pages, cookies and headers, so it must not contain a character that needs escaping there.
/// It is taken from the raw text, because the URL parser silently resolves `..`.
fn path(raw: &str, url: &Url) -> Result<String, &'static str> {
    let written =
        raw.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = written.strip_suffix('/').unwrap_or(written);
    let is_plain = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    let is_as_parsed = url.path().trim_end_matches('/') == format!("/{path}").trim_end_matches('/');
    if path.is_empty() && is_as_parsed && url.path() == "/" {
        return Ok(String::new());
    }
    if path.split('/').all(is_plain) && is_as_parsed {
        return Ok(format!("/{path}"));
    }
    Err("must have a path with only letters, digits and the characters - . _ ~, such as /tasks")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Result<(String, String), &'static str> {
        parse(raw).map(|url| (url.origin, url.path))
    }

    #[test]
    fn url_without_a_path_is_an_origin() {
        for (raw, origin) in [
            ("https://tasks.example.org", "https://tasks.example.org"),
            ("HTTPS://Tasks.Example.org:443/", "https://tasks.example.org"),
            ("http://nas.local:8000", "http://nas.local:8000"),
            ("http://[0::1]:8000", "http://[::1]:8000"),
        ] {
            assert_eq!(parsed(raw), Ok((origin.to_owned(), String::new())), "{raw}");
        }
    }

    #[test]
    fn path_is_accepted_with_and_without_a_trailing_slash() {
        for (raw, path) in [
            ("https://example.org/tasks", "/tasks"),
            ("https://example.org/tasks/", "/tasks"),
            ("https://example.org/apps/tasks-2.0_a~b/", "/apps/tasks-2.0_a~b"),
        ] {
            assert_eq!(parsed(raw), Ok(("https://example.org".to_owned(), path.to_owned())), "{raw}");
        }
    }

    #[test]
    fn invalid_public_url_is_rejected() {
        for raw in [
            "tasks.example.org",
            "//tasks.example.org",
            "ftp://tasks.example.org",
            "https://",
            "https:///tasks",
            "https://user@tasks.example.org",
            "https://:secret@tasks.example.org",
            "https://tasks.example.org?a=b",
            "https://tasks.example.org/?",
            "https://tasks.example.org/#a",
            "https://a.example, https://b.example",
            "https://example.org//",
            "https://example.org//tasks",
            "https://example.org/tasks//",
            "https://example.org/a/../tasks",
            "https://example.org/..",
            "https://example.org/./tasks",
            "https://example.org/a b",
            "https://example.org/a%20b",
            "https://example.org/a;b",
            "https://example.org/a\"b",
            "https://example.org/a\\b",
            "https://example.org/a'b",
            "https://example.org/<a>",
            "https://example.org/\u{e9}",
        ] {
            assert!(parse(raw).is_err(), "{raw}");
        }
    }
}
