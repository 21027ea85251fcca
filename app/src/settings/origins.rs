//! Origins: of the pages that may call the API, and of the server itself.

use url::{Origin, Url};

use super::list;

/// A JSON list or a comma list of origins as browsers send them, such as `https://tasks.example.org`.
pub(super) fn parse(raw: &str) -> Result<Vec<String>, String> {
    list::items(raw).map(origin).collect()
}

fn origin(raw: &str) -> Result<String, String> {
    if raw == "*" {
        return Err("* would let every page act for whoever is signed in; list the origins".to_owned());
    }
    let wrong = || format!("{raw} is not an origin such as https://tasks.example.org");
    let url =
        Url::parse(raw).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(wrong)?;
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
    fn json_and_comma_lists_are_read() {
        let expected = vec!["http://localhost:5173".to_owned(), "https://tasks.example.org".to_owned()];
        assert_eq!(parse(r#"["http://localhost:5173","https://tasks.example.org"]"#), Ok(expected.clone()));
        assert_eq!(parse("http://localhost:5173, HTTPS://Tasks.Example.org:443/"), Ok(expected));
        assert_eq!(parse("[]"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for raw in [
            "*",
            "localhost:5173",
            "https://a.example/path",
            "null",
            "ftp://a.example",
            "https://u@a.example",
        ] {
            assert!(parse(raw).is_err(), "{raw}");
        }
    }
}
