//! Times of an older server. Times without a time zone are read as UTC.

use chrono::{DateTime, Datelike, DurationRound, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use tasklane_core::clock::Timestamp;

use crate::legacy::LegacyTable;
use crate::repair_log::{Cell, RepairLog};

/// Formats without an offset. `%.f` also matches a missing fraction.
const LOCAL_FORMATS: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
const OFFSET_FORMAT: &str = "%Y-%m-%d %H:%M:%S%.f%#z";

/// A time in the older database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegacyTime {
    /// NULL, or the column does not exist.
    Missing,
    /// A valid time, in UTC.
    At(Timestamp),
    /// An invalid time: infinite, outside the years 1 to 9999, or not a time. Contains the text from the database.
    Invalid(String),
}

impl From<Option<Timestamp>> for LegacyTime {
    /// Converts the value of a column with a time type. `None` is `NULL`.
    fn from(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Missing, Self::At)
    }
}

impl LegacyTime {
    /// Parses the text formats of `SQLAlchemy` and `SQLite`.
    pub fn parse(raw: Option<&str>) -> Self {
        let Some(raw) = raw else { return Self::Missing };
        match read(raw.trim()) {
            Some(time) => Self::At(time),
            None => Self::Invalid(raw.to_owned()),
        }
    }

    pub(crate) fn time(&self) -> Option<Timestamp> {
        match self {
            Self::At(time) => Some(*time),
            Self::Missing | Self::Invalid(_) => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Option<Timestamp>,
}

/// Converts the times of a row. Returns `None` if a time is invalid and is not repaired.
pub(crate) fn times(
    table: LegacyTable,
    row: (&str, i64),
    (created_at, updated_at): (&LegacyTime, &LegacyTime),
    now: Timestamp,
    repair_log: &mut RepairLog,
) -> Option<Times> {
    let updated = valid_time("updated_at", row, updated_at, None, repair_log);
    let fallback = updated_at.time().unwrap_or(now);
    let created = valid_time("created_at", row, created_at, Some(fallback), repair_log);
    if *created_at == LegacyTime::Missing {
        repair_log.report.count_repair(match table {
            LegacyTable::Users => "users without created_at, set to updated_at or the time of this run",
            LegacyTable::Tasks => "tasks without created_at, set to updated_at or the time of this run",
        });
    }
    Some(Times { created_at: created?.unwrap_or(fallback), updated_at: updated? })
}

#[expect(clippy::option_option, reason = "a missing value is not a fault")]
fn valid_time(
    column: &'static str,
    (table, id): (&str, i64),
    time: &LegacyTime,
    replacement: Option<Timestamp>,
    repair_log: &mut RepairLog,
) -> Option<Option<Timestamp>> {
    let LegacyTime::Invalid(raw) = time else { return Some(time.time()) };
    let after = replacement.map(|time| time.to_rfc3339()).unwrap_or_default();
    let is_replaced =
        repair_log.replace(Cell { table, id, column }, &"must be a time in the years 1 to 9999", raw, &after);
    is_replaced.then_some(replacement)
}

fn read(raw: &str) -> Option<Timestamp> {
    let text = raw.replacen(['T', 't'], " ", 1).replace(['Z', 'z'], "+00:00");
    let local = LOCAL_FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
    let date = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN));
    let offset = || DateTime::parse_from_str(&text, OFFSET_FORMAT).ok();
    let time = match local.or_else(date) {
        Some(local) => local.and_utc(),
        None => offset()?.to_utc(),
    };
    let is_supported = (1..=9999).contains(&time.year());
    is_supported.then(|| time.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_older_servers_write_them() {
        for (raw, time) in [
            ("2024-01-02 03:04:05", "2024-01-02T03:04:05Z"),
            ("2024-01-02 03:04:05.123456", "2024-01-02T03:04:05.123456Z"),
            ("2024-01-02T03:04:05.1234567", "2024-01-02T03:04:05.123456Z"),
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
            ("2024-01-02 03:04:05.5+02:00", "2024-01-02T01:04:05.5Z"),
            ("2024-01-02 03:04:05+00", "2024-01-02T03:04:05Z"),
            ("2024-01-02 03:04", "2024-01-02T03:04:00Z"),
            ("2024-01-02", "2024-01-02T00:00:00Z"),
            ("1969-12-31 23:59:59.9999999", "1969-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(LegacyTime::parse(Some(raw)), LegacyTime::At(time.parse().unwrap()), "{raw}");
        }
        for invalid in ["", "yesterday", "infinity", "1700000000", "12024-01-01 00:00:00", "0000-01-01"] {
            assert_eq!(LegacyTime::parse(Some(invalid)), LegacyTime::Invalid(invalid.to_owned()));
        }
        assert_eq!(LegacyTime::parse(None), LegacyTime::Missing);
    }
}
