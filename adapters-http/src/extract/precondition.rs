//! Conditional requests (RFC 9110 §13). The entity tag of one task is its version.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;
use tasklane_core::task::{ExpectedVersion, Version};

use super::entity_tags::{self, EntityTag, EntityTags};
use crate::respond::{Problem, entity_tag};

/// The versions that the client expects (`If-Match`). Without the header, any version.
pub(crate) struct IfMatch(pub(crate) ExpectedVersion);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let expected = entity_tags::read(req, &header::IF_MATCH).map(|tags| match tags {
            None | Some(EntityTags::Any) => ExpectedVersion::Any,
            // A weak tag never matches in a strong comparison (§8.8.3.2), and a tag that is not a version matches
            // nothing.
            Some(EntityTags::Listed(tags)) => {
                ExpectedVersion::OneOf(tags.iter().filter(|tag| !tag.weak).filter_map(version).collect())
            }
        });
        ready(expected.map(Self))
    }
}

/// Returns `None` for a tag that no task can have.
fn version(tag: &EntityTag) -> Option<Version> {
    let version = tag.opaque.parse().ok().and_then(Version::new)?;
    (version.to_string() == tag.opaque).then_some(version)
}

/// The entity tags of the responses that the client has cached (`If-None-Match`).
pub(crate) struct IfNoneMatch(Option<EntityTags>);

impl IfNoneMatch {
    /// Returns 304 if the client has this version, otherwise the body. Both responses have the entity tag.
    pub(crate) fn respond(&self, version: Version, body: &impl Serialize) -> HttpResponse {
        let etag = (header::ETAG, entity_tag(version));
        if self.has(&version.to_string()) {
            return HttpResponse::NotModified().insert_header(etag).finish();
        }
        HttpResponse::Ok().insert_header(etag).json(body)
    }

    pub(crate) fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// Returns whether the header contains this tag, in a weak comparison (§13.1.2).
    pub(crate) fn has(&self, opaque: &str) -> bool {
        match &self.0 {
            None => false,
            Some(EntityTags::Any) => true,
            Some(EntityTags::Listed(tags)) => tags.iter().any(|tag| tag.opaque == opaque),
        }
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(entity_tags::read(req, &header::IF_NONE_MATCH).map(Self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    fn if_match(value: &str) -> Result<ExpectedVersion, Problem> {
        let req = TestRequest::default().insert_header((header::IF_MATCH, value)).to_http_request();
        IfMatch::from_request(&req, &mut Payload::None).into_inner().map(|IfMatch(expected)| expected)
    }

    fn versions(numbers: &[i64]) -> ExpectedVersion {
        ExpectedVersion::OneOf(numbers.iter().map(|number| Version::new(*number).unwrap()).collect())
    }

    #[test]
    fn strong_entity_tags_are_parsed_as_versions() {
        assert_eq!(if_match("*").unwrap(), ExpectedVersion::Any);
        assert_eq!(if_match("\"3\"").unwrap(), versions(&[3]));
        assert_eq!(if_match("\"3\", \"4\"").unwrap(), versions(&[3, 4]));
        assert_eq!(if_match("W/\"3\", \"x\", \"03\", \"0\"").unwrap(), versions(&[]));
        assert_eq!(if_match("\"a,b\", ,\"3\",,").unwrap(), versions(&[3]));
        for malformed in ["3", "\"3", "", "\"3\" \"4\"", "w/\"3\"", ",", "\"3\"x"] {
            assert!(if_match(malformed).is_err(), "{malformed}");
        }
    }

    #[test]
    fn if_none_match_is_compared_weakly() {
        let req = TestRequest::default().insert_header((header::IF_NONE_MATCH, "W/\"3\"")).to_http_request();
        let if_none_match = IfNoneMatch::from_request(&req, &mut Payload::None).into_inner().unwrap();
        assert!(if_none_match.has("3"));
        assert!(!if_none_match.has("4"));
    }

    proptest! {
        #[test]
        fn malformed_header_value_does_not_panic(value in "[ -~]{0,40}", near_valid in "((W/)?\"[ -~]{0,9}\"[ ,\t]{0,3}){0,9}") {
            let _ = if_match(&value);
            let _ = if_match(&near_valid);
        }

        #[test]
        fn written_entity_tags_are_parsed(numbers in prop::collection::vec(1..i64::MAX, 1..9)) {
            let versions: Vec<_> = numbers.iter().filter_map(|number| Version::new(*number)).collect();
            let tags = versions.iter().map(|version| entity_tag(*version).to_str().unwrap().to_owned());
            let header = tags.collect::<Vec<_>>().join(", ");
            prop_assume!(!header.is_empty());
            prop_assert_eq!(if_match(&header).unwrap(), ExpectedVersion::OneOf(versions));
        }
    }
}
