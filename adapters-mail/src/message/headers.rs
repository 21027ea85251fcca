//! Headers that lettre does not define.

use std::error::Error;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use tasklane_core::user::Language;

/// `Auto-Submitted: auto-generated` (RFC 3834). It asks mail programs not to send automatic replies.
#[derive(Debug, Clone, Copy)]
pub(super) struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_value: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// `Content-Language` (RFC 3282).
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentLanguage(pub(super) Language);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(value: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Language::parse(value).map(Self).map_err(|_unknown| "unknown language".into())
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.tag().to_owned())
    }
}
