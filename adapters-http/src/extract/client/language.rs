//! The language that the client prefers (RFC 9110 §12.5.4).

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header, Preference, Quality};
use tasklane_core::user::Language;

/// Returns the supported language with the highest preference in `Accept-Language`. A tag such as `de-AT` counts as
/// `de`.
pub(crate) fn accepted_language(req: &HttpRequest) -> Option<Language> {
    let mut accepted = AcceptLanguage::parse(req).ok()?;
    accepted.retain(|language| language.quality > Quality::ZERO);
    accepted.ranked().into_iter().find_map(|preference| match preference {
        Preference::Specific(tag) => Language::parse(tag.primary_language()).ok(),
        Preference::Any => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn accepted(header: &str) -> Option<Language> {
        let request = TestRequest::default().insert_header(("Accept-Language", header));
        accepted_language(&request.to_http_request())
    }

    #[test]
    fn first_supported_language_is_used() {
        for (header, expected) in [
            ("de", Some(Language::German)),
            ("DE-at, en;q=0.5", Some(Language::German)),
            ("en;q=0.5, es-419;q=0.9, de;q=0.1", Some(Language::Spanish)),
            ("fr-FR, fr;q=0.9, en;q=0.8", Some(Language::English)),
            ("*", None),
            ("fr", None),
            ("de;q=0", None),
            ("", None),
            ("dearest", None),
            ("de;q=2, ;;", None),
        ] {
            assert_eq!(accepted(header), expected, "{header:?}");
        }
        assert_eq!(accepted_language(&TestRequest::default().to_http_request()), None);
    }
}
