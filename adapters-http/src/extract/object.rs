//! Parses a JSON object into a body without building a tree of its values. A tree of `{"":0}` uses a hundred times as
//! much memory as its text, and the client controls the text.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::value::RawValue;

/// Checks that a string is JSON that `serde_json` can represent: no lone surrogates, numbers within the range of a
/// double, and at most 127 nested arrays and objects.
pub(crate) fn check(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str(text).map(|ValidatedJson| ())
}

/// Reads a body from a [checked](check) string. Unknown members are ignored, and the last of several members with the
/// same name is used.
pub(crate) fn read<B: DeserializeOwned>(text: &str) -> Result<B, serde_json::Error> {
    read_reporting(text, &mut |_| {})
}

/// Like [`read`], but calls `unknown` with the name of each unknown member.
pub(crate) fn read_reporting<B: DeserializeOwned>(
    text: &str,
    unknown: &mut dyn FnMut(&str),
) -> Result<B, serde_json::Error> {
    B::deserialize(ObjectDeserializer { text, unknown })
}

/// Returns the unparsed members with these names from a [checked](check) string.
pub(crate) fn members<'t, const N: usize>(
    text: &'t str,
    names: &[&'static str; N],
) -> Result<[Option<&'t RawValue>; N], serde_json::Error> {
    let mut found = [None; N];
    collect(text, names, &mut found, &mut |_| {})?;
    Ok(found)
}

fn collect<'t>(
    text: &'t str,
    names: &[&'static str],
    found: &mut [Option<&'t RawValue>],
    unknown: &mut dyn FnMut(&str),
) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(MemberCollector { names, found, unknown })?;
    json.end()
}

/// A value that is parsed, checked and dropped.
struct ValidatedJson;

impl<'de> Deserialize<'de> for ValidatedJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for ValidatedJson {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while let Some(Self) = items.next_element()? {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while let Some((Self, Self)) = members.next_entry()? {}
        Ok(self)
    }
}

/// The text of an object. It is deserialized as a struct, one member at a time.
struct ObjectDeserializer<'t, 'u> {
    text: &'t str,
    unknown: &'u mut dyn FnMut(&str),
}

impl<'de> Deserializer<'de> for ObjectDeserializer<'de, '_> {
    type Error = serde_json::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let mut found = vec![None; names.len()];
        collect(self.text, names, &mut found, self.unknown)?;
        let members = names.iter().copied().zip(found);
        visitor.visit_map(FoundMembers { members, value: None })
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("a body must be a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Collects the unparsed members with these names. Accepts only objects: a derived implementation would also accept
/// arrays.
struct MemberCollector<'n, 't> {
    names: &'n [&'static str],
    found: &'n mut [Option<&'t RawValue>],
    unknown: &'n mut dyn FnMut(&str),
}

impl<'t> Visitor<'t> for MemberCollector<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(index) =
            members.next_key_seed(MemberIndexSeed { names: self.names, unknown: self.unknown })?
        {
            match index.and_then(|index| self.found.get_mut(index)) {
                Some(found) => *found = Some(members.next_value()?),
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// Looks up the index of a name.
struct MemberIndexSeed<'n> {
    names: &'n [&'static str],
    unknown: &'n mut dyn FnMut(&str),
}

impl<'de> DeserializeSeed<'de> for MemberIndexSeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberIndexSeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let index = self.names.iter().position(|known| *known == name);
        if index.is_none() {
            (self.unknown)(name);
        }
        Ok(index)
    }
}

/// Returns the found members one by one.
struct FoundMembers<'t, I> {
    members: I,
    value: Option<&'t RawValue>,
}

impl<'t, I: Iterator<Item = (&'static str, Option<&'t RawValue>)>> MapAccess<'t> for FoundMembers<'t, I> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Some((name, value)) = self.members.find(|(_, value)| value.is_some()) else { return Ok(None) };
        self.value = value;
        let name: StrDeserializer<'_, Self::Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        let value =
            self.value.take().ok_or_else(|| Self::Error::custom("next_value was called before next_key"))?;
        seed.deserialize(&mut serde_json::Deserializer::from_str(value.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Member, MemberValue};

    #[derive(Debug, Deserialize)]
    struct Body {
        #[serde(default)]
        a: Member,
        #[serde(default)]
        b: Member,
    }

    #[test]
    fn last_duplicate_member_is_used_and_unknown_members_are_ignored() {
        let body: Body = read(r#" {"x":[{}],"a":1,"\u0061":"last","A":2} "#).unwrap();
        assert!(matches!(body.a, Member::Given(MemberValue::Text(text)) if text == "last"));
        assert!(matches!(body.b, Member::Absent));
    }

    #[test]
    fn body_must_be_exactly_one_object() {
        for other in ["", "[]", "[1,2]", "null", "{}{}", "{} x", "1", "\"a\""] {
            assert!(read::<Body>(other).is_err(), "{other}");
        }
    }

    #[test]
    fn check_rejects_json_that_serde_json_cannot_represent() {
        let deepest = "[".repeat(127) + &"]".repeat(127);
        for good in ["{}", "[1e300,-0.5,\"\\ud83d\\ude00\",null,true]", &deepest] {
            check(good).unwrap();
        }
        let deep = "[".repeat(128) + &"]".repeat(128);
        for bad in ["{", "[1e999]", r#"{"x":"\ud800"}"#, "{\"\\udc00\":1}", "[01]", "{} {}", &deep] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn members_are_returned_unparsed() {
        let found = members(r#"{"tasks": [ 1 ] ,"version":1,"tasks":{}}"#, &["version", "tasks", "format"]);
        assert_eq!(found.unwrap().map(|value| value.map(RawValue::get)), [Some("1"), Some("{}"), None]);
    }
}
