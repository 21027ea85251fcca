//! A member of a JSON object: absent, null, or a value that is not converted to a domain type yet.

use serde::{Deserialize, Deserializer};
use tasklane_core::invalid::Invalid;

use super::member_value::MemberValue;
use crate::respond::{Fault, Reason, ValidationErrors};

/// A member of a body. An absent member leaves the stored value unchanged, and null clears it.
#[derive(Debug, Default)]
pub(crate) enum Member {
    #[default]
    Absent,
    Given(MemberValue),
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        MemberValue::deserialize(deserializer).map(Self::Given)
    }
}

/// The reasons why a value was rejected. A reason with an index applies only to that item of a list.
pub(crate) type MemberErrors = Vec<(Option<usize>, Reason)>;

impl Member {
    pub(crate) fn required<T>(
        self,
        name: &str,
        errors: &mut ValidationErrors,
        read: impl FnOnce(MemberValue) -> Result<T, MemberErrors>,
    ) -> Option<T> {
        if matches!(self, Self::Absent) {
            errors.add(Fault::missing(name));
            return None;
        }
        self.optional(name, errors, read)
    }

    pub(crate) fn optional<T>(
        self,
        name: &str,
        errors: &mut ValidationErrors,
        read: impl FnOnce(MemberValue) -> Result<T, MemberErrors>,
    ) -> Option<T> {
        let Self::Given(value) = self else { return None };
        match read(value) {
            Ok(value) => Some(value),
            Err(member_errors) => {
                for (index, reason) in member_errors {
                    let fault = Fault::new("body", name, reason);
                    errors.add(index.map_or(fault.clone(), |index| fault.at_index(index)));
                }
                None
            }
        }
    }

    /// Returns `Some(None)` for null.
    pub(crate) fn nullable<T>(
        self,
        name: &str,
        errors: &mut ValidationErrors,
        read: impl FnOnce(MemberValue) -> Result<T, MemberErrors>,
    ) -> Option<Option<T>> {
        match self {
            Self::Given(MemberValue::Null) => Some(None),
            given => given.optional(name, errors, read).map(Some),
        }
    }
}

/// Returns a function that converts a string member to a domain value.
pub(crate) fn text<T>(
    parse: impl FnOnce(&str) -> Result<T, Invalid>,
) -> impl FnOnce(MemberValue) -> Result<T, MemberErrors> {
    |value| parse(&string(value)?).map_err(|invalid| vec![(None, invalid.into())])
}

/// Returns the string, or an error for any other type.
pub(crate) fn string(value: MemberValue) -> Result<String, MemberErrors> {
    if let MemberValue::Text(text) = value { Ok(text) } else { Err(member_error(not_a_string())) }
}

pub(crate) fn not_a_string() -> Reason {
    Reason::new("must be a string", "string_type")
}

pub(crate) fn boolean(value: MemberValue) -> Result<bool, MemberErrors> {
    value.into_boolean().ok_or_else(|| member_error(Reason::new("must be true or false", "bool_type")))
}

pub(crate) fn integer(value: MemberValue) -> Result<i64, MemberErrors> {
    value.into_integer().ok_or_else(|| member_error(Reason::new("must be an integer", "int_type")))
}

fn member_error(reason: Reason) -> MemberErrors {
    vec![(None, reason)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::task::DueDate;

    #[test]
    fn absent_member_differs_from_null() {
        let null = || Member::Given(MemberValue::Null);
        let mut errors = ValidationErrors::default();
        assert_eq!(Member::Absent.nullable("due_date", &mut errors, text(DueDate::parse)), None);
        assert_eq!(null().nullable("due_date", &mut errors, text(DueDate::parse)), Some(None));
        assert!(errors.finish(Some(())).is_ok());
        let mut errors = ValidationErrors::default();
        assert_eq!(null().optional("is_completed", &mut errors, boolean), None);
        assert!(errors.finish(Some(())).is_err());
    }
}
