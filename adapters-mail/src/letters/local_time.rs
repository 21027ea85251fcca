//! Times in the language and the time zone of the user.

use chrono::{Datelike, Timelike};
use tasklane_core::clock::Timestamp;
use tasklane_core::user::TimeZone;

use crate::catalogue::{Catalogue, fill};

/// Formats a time, with the name of the time zone.
pub(super) fn local_time(at: Timestamp, zone: TimeZone, texts: &Catalogue) -> String {
    let local = at.with_timezone(&zone.rules());
    let month = texts.months.split(' ').zip(1..).find(|(_, number)| *number == local.month());
    fill(
        texts.date_time,
        &[
            ("year", &local.year().to_string()),
            ("month", month.map_or("", |(name, _)| name)),
            ("day", &local.day().to_string()),
            ("hour", &format!("{:02}", local.hour())),
            ("minute", &format!("{:02}", local.minute())),
            ("zone", zone.name()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use tasklane_core::testing::examples::at;
    use tasklane_core::user::Language;

    use super::*;

    #[test]
    fn time_is_in_the_time_zone_and_language_of_the_user() {
        let zone = |name| TimeZone::parse(name).unwrap();
        for (language, name, expected) in [
            (Language::English, "UTC", "January 1, 2026 at 00:00 (UTC)"),
            (Language::English, "America/New_York", "December 31, 2025 at 19:00 (America/New_York)"),
            (Language::German, "Europe/Berlin", "1. Januar 2026 um 01:00 Uhr (Europe/Berlin)"),
            (Language::Spanish, "Asia/Kolkata", "1 de enero de 2026 a las 05:30 (Asia/Kolkata)"),
        ] {
            assert_eq!(local_time(at(0), zone(name), Catalogue::of(language)), expected);
        }
    }

    #[test]
    fn summer_time_is_observed() {
        let july = at(0) + chrono::TimeDelta::days(181);
        let berlin = TimeZone::parse("Europe/Berlin").unwrap();
        let text = local_time(july, berlin, Catalogue::of(Language::English));
        assert_eq!(text, "July 1, 2026 at 02:00 (Europe/Berlin)");
    }
}
