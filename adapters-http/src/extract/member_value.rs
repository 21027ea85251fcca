//! The JSON values that members can have.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Maximum number of stored items, more than any list in a body may have. Further items are only counted.
const MAX_ITEMS: usize = 100;

/// A JSON value of a member. Values that no member can have are not stored, so that a value uses at most a small
/// multiple of the bytes that the client sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MemberValue {
    Null,
    Boolean(bool),
    Integer(i64),
    OtherNumber,
    Text(String),
    List(List),
    Object,
}

/// An array of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    /// The first [`MAX_ITEMS`] items, with `None` for an item that is not a string.
    items: Vec<Option<String>>,
    len: usize,
}

impl MemberValue {
    pub(super) fn into_boolean(self) -> Option<bool> {
        if let Self::Boolean(value) = self { Some(value) } else { None }
    }

    pub(super) fn into_integer(self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(value) } else { None }
    }
}

impl List {
    /// Returns the items if there are at most `max`.
    pub(crate) fn items_up_to(self, max: usize) -> Option<Vec<Option<String>>> {
        (self.len <= max.min(MAX_ITEMS)).then_some(self.items)
    }
}

impl FromIterator<String> for List {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        let (mut items, mut len) = (Vec::new(), 0);
        for text in texts {
            len += 1;
            if len <= MAX_ITEMS {
                items.push(Some(text));
            }
        }
        Self { items, len }
    }
}

impl<'de> Deserialize<'de> for MemberValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = MemberValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<MemberValue, E> {
        Ok(MemberValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<MemberValue, E> {
        Ok(MemberValue::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<MemberValue, E> {
        Ok(MemberValue::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<MemberValue, E> {
        Ok(value.try_into().map_or(MemberValue::OtherNumber, MemberValue::Integer))
    }

    fn visit_f64<E>(self, _: f64) -> Result<MemberValue, E> {
        Ok(MemberValue::OtherNumber)
    }

    fn visit_str<E>(self, text: &str) -> Result<MemberValue, E> {
        Ok(MemberValue::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<MemberValue, A::Error> {
        let mut items = Vec::new();
        while items.len() < MAX_ITEMS
            && let Some(item) = array.next_element()?
        {
            items.push(if let MemberValue::Text(text) = item { Some(text) } else { None });
        }
        let mut len = items.len();
        while let Some(IgnoredAny) = array.next_element()? {
            len += 1;
        }
        Ok(MemberValue::List(List { items, len }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<MemberValue, A::Error> {
        while let Some((IgnoredAny, IgnoredAny)) = members.next_entry()? {}
        Ok(MemberValue::Object)
    }
}

/// A member that is an object with members of its own, as unparsed JSON.
#[derive(Debug, Default)]
pub(crate) enum NestedObject {
    #[default]
    Absent,
    NotAnObject,
    Object(Box<RawValue>),
}

impl<'de> Deserialize<'de> for NestedObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(if raw.get().starts_with('{') { Self::Object(raw) } else { Self::NotAnObject })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_of_an_unsupported_type_is_stored_without_its_content() {
        for (json, expected) in [
            ("null", MemberValue::Null),
            ("true", MemberValue::Boolean(true)),
            ("-7", MemberValue::Integer(-7)),
            ("9223372036854775808", MemberValue::OtherNumber),
            ("1.0", MemberValue::OtherNumber),
            (r#""\u0061""#, MemberValue::Text("a".to_owned())),
            (r#"{"a":[{"":0}]}"#, MemberValue::Object),
            (
                r#"["a",1,[["b"]],{"":0},null]"#,
                MemberValue::List(List { items: vec![Some("a".to_owned()), None, None, None, None], len: 5 }),
            ),
        ] {
            assert_eq!(serde_json::from_str::<MemberValue>(json).unwrap(), expected, "{json}");
        }
    }

    #[test]
    fn long_list_is_stored_as_its_length_and_first_items() {
        let json = format!("[{}\"\"]", r#"{"":0},"#.repeat(1_200_000));
        let MemberValue::List(list) = serde_json::from_str(&json).unwrap() else { panic!() };
        assert_eq!((list.items.len(), list.len), (MAX_ITEMS, 1_200_001));
        assert!(list.items.capacity() <= 2 * MAX_ITEMS);
        assert_eq!(list.items_up_to(MAX_ITEMS), None);
    }
}
