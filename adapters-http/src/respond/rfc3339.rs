//! Timestamps in responses: RFC 3339 in UTC, always with six fraction digits, because some parsers accept only one
//! pattern.
//!
//! Each timestamp is formatted in one step. The serializer of chrono writes digit by digit, which takes ten times as
//! long, and a list contains dozens of timestamps.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

pub(crate) fn format(at: &DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

pub(crate) fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(at))
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
pub(crate) fn serialize_option<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serialize(at, serializer),
        None => ().serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Body {
        #[serde(serialize_with = "serialize")]
        at: DateTime<Utc>,
        #[serde(serialize_with = "serialize_option")]
        or: Option<DateTime<Utc>>,
    }

    #[test]
    fn time_has_six_fraction_digits() {
        let first = "2026-01-31T09:30:00";
        for (nanoseconds, fraction) in [
            (0, "000000"),
            (1_000, "000001"),
            (120_000, "000120"),
            (1_000_000, "001000"),
            (500_000_000, "500000"),
        ] {
            let at = DateTime::from_timestamp(1_769_851_800, nanoseconds).unwrap();
            let body = |or| serde_json::to_string(&Body { at, or }).unwrap();
            let expected = format!("{first}.{fraction}Z");
            assert_eq!(body(Some(at)), format!(r#"{{"at":"{expected}","or":"{expected}"}}"#));
            assert_eq!(body(None), format!(r#"{{"at":"{expected}","or":null}}"#));
        }
    }

    #[test]
    fn time_of_any_year_round_trips() {
        for seconds in [-62_135_596_800, -1, 0, 253_402_300_799] {
            let at = DateTime::from_timestamp(seconds, 123_456_000).unwrap();
            assert_eq!(DateTime::parse_from_rfc3339(&format(&at)).unwrap(), at);
        }
    }
}
