//! The faults of a request, all of them at once.

use serde::Serialize;
use tasklane_core::invalid::Invalid;
use utoipa::ToSchema;

use super::{Code, Problem};

/// More faults than these nobody reads at once.
const MOST_SENTENCES: usize = 10;
/// A batch can have thousands.
const MAX_FAULTS: usize = 100;

/// One fault, and where in the request it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// The place: `body`, `path`, `query` or `header`, then the member's name, then an index in a list.
    #[schema(inline, example = json!(["body", "title"]))]
    loc: Vec<Place>,
    /// What is wrong, in words that complete a sentence that begins with the member's name.
    #[schema(example = "must not be blank")]
    msg: String,
    /// The same, for programs.
    #[schema(example = "string_too_short")]
    r#type: &'static str,
}

/// A member by its name, or an item of a list by its index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Place {
    Name(String),
    Index(usize),
}

impl Fault {
    pub(crate) fn new(place: &'static str, name: &str, reason: impl Into<Reason>) -> Self {
        let Reason { msg, kind } = reason.into();
        let loc = [place, name].map(|part| Place::Name(part.to_owned())).into();
        Self { loc, msg, r#type: kind }
    }

    /// A member that the body has to have.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new("body", name, Reason::new("is required", "missing"))
    }

    #[must_use]
    pub(crate) fn at_index(mut self, index: usize) -> Self {
        self.loc.push(Place::Index(index));
        self
    }

    /// The fault as a sentence, which begins with what a person would call the member.
    fn sentence(&self) -> String {
        let mut name = String::new();
        for place in self.loc.iter().skip(1) {
            name = match place {
                Place::Name(part) if name.is_empty() => part.clone(),
                Place::Name(part) => format!("{name}.{part}"),
                Place::Index(index) => format!("{name}[{index}]"),
            };
        }
        format!("{name}: {}", self.msg)
    }
}

/// Why a value was refused: in words, and as a constant.
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
            | Invalid::UnseenCharacter
            | Invalid::AtSign => "string_pattern_mismatch",
            Invalid::CommonPassword | Invalid::OwnName => "password_too_common",
            Invalid::NotAnEmail => "email",
            Invalid::NotADate => "date_parsing",
            Invalid::TooManyItems(_) => "too_long",
            Invalid::DuplicateItem => "duplicate_item",
            Invalid::NotOneOf(_) => "enum",
            Invalid::OutOfRange { .. } => "out_of_range",
        };
        Self { msg: invalid.to_string(), kind }
    }
}

/// Collects faults, so that a request hears of all of them.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Takes over the faults of a part of the body, which is there.
    pub(crate) fn add_under(&mut self, there: &[Place], part: Self) {
        for mut fault in part.0 {
            fault.loc.splice(1..1, there.iter().cloned());
            self.add(fault);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn list(&self) -> &[Fault] {
        &self.0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps the first so many.
    pub(crate) fn truncate(&mut self, most: usize) {
        self.0.truncate(most);
    }

    pub(crate) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    /// For who found so many more than these.
    pub(crate) fn and_others(mut self, others: usize) -> Problem {
        let mut sentences: Vec<String> = self.0.iter().take(MOST_SENTENCES).map(Fault::sentence).collect();
        let others = others + self.0.len() - sentences.len();
        if others > 0 {
            sentences.push(format!("and {others} more"));
        }
        self.0.truncate(MAX_FAULTS);
        Problem::new(Code::ValidationFailed, sentences.join("; ")).with_errors(self.0)
    }

    /// The value, once nothing was found wrong. A value is missing only where a fault says why.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.into()),
        }
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        faults.and_others(0)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Faults::from(fault).into()
    }
}
