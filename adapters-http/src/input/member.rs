//! One member of a JSON object: absent, null, or a value still to be read.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tasklane_core::invalid::Invalid;

use crate::problem::{Fault, Faults, Reason};

/// A member of a body. Absent is not null: the one leaves a value, the other clears it.
#[derive(Debug, Default)]
pub(crate) enum Member {
    #[default]
    Absent,
    Given(Value),
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::Given)
    }
}

/// Why a value was refused: as a whole, or at an index.
pub(crate) type Refusals = Vec<(Option<usize>, Reason)>;

impl Member {
    pub(crate) fn required<T>(
        self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&Value) -> Result<T, Refusals>,
    ) -> Option<T> {
        if matches!(self, Self::Absent) {
            faults.add(Fault::missing(name));
            return None;
        }
        self.optional(name, faults, read)
    }

    /// What was given, for who reads it in parts.
    pub(crate) fn given(self, name: &str, faults: &mut Faults) -> Option<Value> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent => {
                faults.add(Fault::missing(name));
                None
            }
        }
    }

    pub(crate) fn optional<T>(
        self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&Value) -> Result<T, Refusals>,
    ) -> Option<T> {
        let Self::Given(value) = self else { return None };
        match read(&value) {
            Ok(value) => Some(value),
            Err(refusals) => {
                for (index, reason) in refusals {
                    let fault = Fault::new("body", name, reason);
                    faults.add(index.map_or(fault.clone(), |index| fault.at_index(index)));
                }
                None
            }
        }
    }

    /// The inner `None` stands for null.
    pub(crate) fn nullable<T>(
        self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&Value) -> Result<T, Refusals>,
    ) -> Option<Option<T>> {
        match self {
            Self::Given(Value::Null) => Some(None),
            given => given.optional(name, faults, read).map(Some),
        }
    }
}

/// Reads a string as a domain value.
pub(crate) fn text<T>(
    parse: impl FnOnce(&str) -> Result<T, Invalid>,
) -> impl FnOnce(&Value) -> Result<T, Refusals> {
    |value| parse(&string(value)?).map_err(|invalid| vec![(None, invalid.into())])
}

/// Reads any string at all.
pub(crate) fn string(value: &Value) -> Result<String, Refusals> {
    value.as_str().map_or_else(|| refuse("must be a string", "string_type"), |text| Ok(text.to_owned()))
}

pub(crate) fn boolean(value: &Value) -> Result<bool, Refusals> {
    value.as_bool().map_or_else(|| refuse("must be true or false", "bool_type"), Ok)
}

pub(crate) fn integer(value: &Value) -> Result<i64, Refusals> {
    value.as_i64().map_or_else(|| refuse("must be an integer", "int_type"), Ok)
}

fn refuse<T>(msg: &str, kind: &'static str) -> Result<T, Refusals> {
    Err(vec![(None, Reason::new(msg, kind))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::task::DueDate;

    #[test]
    fn absent_is_not_null() {
        let mut faults = Faults::default();
        assert_eq!(Member::Absent.nullable("due_date", &mut faults, text(DueDate::parse)), None);
        assert_eq!(
            Member::Given(Value::Null).nullable("due_date", &mut faults, text(DueDate::parse)),
            Some(None)
        );
        assert!(faults.finish(Some(())).is_ok());
        let mut faults = Faults::default();
        assert_eq!(Member::Given(Value::Null).optional("is_completed", &mut faults, boolean), None);
        assert!(faults.finish(Some(())).is_err());
    }
}
