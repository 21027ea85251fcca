//! A single validation error.

use serde::Serialize;
use tasklane_core::invalid::Invalid;
use utoipa::ToSchema;

/// A validation error and its position in the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// Path to the invalid value: `body`, `path`, `query` or `header`, followed by member names, list indexes and, for
    /// CSV files, the line number.
    #[schema(inline, example = json!(["body", "title"]))]
    pub(super) loc: Vec<PathSegment>,
    /// Description of the error, worded to follow the name of the member.
    #[schema(example = "must not be blank")]
    msg: String,
    /// Machine-readable type of the error.
    #[schema(example = "string_too_short")]
    r#type: &'static str,
}

/// A member name, a list index or a line number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PathSegment {
    Name(String),
    Index(usize),
}

impl Fault {
    pub(crate) fn new(place: &'static str, name: &str, reason: impl Into<Reason>) -> Self {
        let Reason { msg, kind } = reason.into();
        let loc = [place, name].map(|part| PathSegment::Name(part.to_owned())).into();
        Self { loc, msg, r#type: kind }
    }

    /// Returns the error for a required member that is missing from the body.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new("body", name, Reason::new("is required", "missing"))
    }

    #[must_use]
    pub(crate) fn at_index(mut self, index: usize) -> Self {
        self.loc.push(PathSegment::Index(index));
        self
    }

    /// Renders the error as a sentence that begins with the path of the member.
    pub(super) fn sentence(&self) -> String {
        let mut name = String::new();
        for place in self.loc.iter().skip(1) {
            name = match place {
                PathSegment::Name(part) if name.is_empty() => part.clone(),
                PathSegment::Name(part) => format!("{name}.{part}"),
                PathSegment::Index(index) => format!("{name}[{index}]"),
            };
        }
        format!("{name}: {}", self.msg)
    }
}

/// The reason why a value was rejected: a message for people, and a constant for programs.
#[derive(Debug)]
pub(crate) struct Reason {
    msg: String,
    kind: &'static str,
}

impl Reason {
    pub(crate) fn new(msg: impl Into<String>, kind: &'static str) -> Self {
        Self { msg: msg.into(), kind }
    }
}

impl From<Invalid> for Reason {
    fn from(invalid: Invalid) -> Self {
        let kind = match invalid {
            Invalid::Blank | Invalid::TooShort(_) => "string_too_short",
            Invalid::TooLong(_) | Invalid::TooManyBytes(_) => "string_too_long",
            Invalid::ControlCharacter
            | Invalid::BidiOverride
            | Invalid::InvisibleCharacter
            | Invalid::AtSign => "string_pattern_mismatch",
            Invalid::CommonPassword | Invalid::MatchesAccountName => "password_too_common",
            Invalid::NotAnEmail => "email",
            Invalid::NotADate => "date_parsing",
            Invalid::NotATimeZone => "time_zone",
            Invalid::TooManyItems(_) => "too_long",
            Invalid::DuplicateItem => "duplicate_item",
            Invalid::NotOneOf(_) => "enum",
            Invalid::OutOfRange { .. } => "out_of_range",
        };
        Self { msg: invalid.to_string(), kind }
    }
}
