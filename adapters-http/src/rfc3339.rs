//! Times in JSON as chrono writes them (RFC 3339), but in one piece: its own goes through the serializer digit by digit, which
//! takes ten times as long, and a list has dozens.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

pub(crate) fn time<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
pub(crate) fn time_if_any<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => time(at, serializer),
        None => ().serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Ours {
        #[serde(serialize_with = "time")]
        at: DateTime<Utc>,
        #[serde(serialize_with = "time_if_any")]
        or: Option<DateTime<Utc>>,
    }

    #[derive(Serialize)]
    struct Chronos {
        at: DateTime<Utc>,
        or: Option<DateTime<Utc>>,
    }

    #[test]
    fn they_look_as_chrono_writes_them() {
        for nanoseconds in [0, 1, 1_000, 120_000, 1_000_000, 123_456_789, 500_000_000] {
            for seconds in [-62_135_596_800, -1, 0, 1_769_851_800, 253_402_300_799] {
                let at = DateTime::from_timestamp(seconds, nanoseconds).unwrap();
                for or in [None, Some(at)] {
                    let ours = serde_json::to_string(&Ours { at, or }).unwrap();
                    assert_eq!(ours, serde_json::to_string(&Chronos { at, or }).unwrap());
                }
            }
        }
    }
}
