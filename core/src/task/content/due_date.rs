//! The day on which a task is due.

use chrono::{Datelike, NaiveDate};

use crate::invalid::Invalid;

/// A day in the owner's calendar, without a time zone, in the years 0001 to 9999 (RFC 3339 §5.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DueDate(NaiveDate);

impl DueDate {
    /// Creates a due date. `None` outside the years 0001 to 9999.
    pub fn new(day: NaiveDate) -> Option<Self> {
        (1..=9999).contains(&day.year()).then_some(Self(day))
    }

    /// Parses exactly `YYYY-MM-DD`. Fails with [`Invalid::NotADate`].
    ///
    /// ```
    /// use tasklane_core::task::DueDate;
    ///
    /// assert!(DueDate::parse("2026-01-31")? < DueDate::parse("2026-02-01")?);
    /// assert!(DueDate::parse("2026-02-31").is_err());
    /// # Ok::<(), tasklane_core::invalid::Invalid>(())
    /// ```
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let day = raw.parse().ok().and_then(Self::new);
        day.filter(|day| day.to_string() == raw).ok_or(Invalid::NotADate)
    }

    /// Returns the calendar day, which has no time zone.
    pub fn day(self) -> NaiveDate {
        self.0
    }
}

impl std::fmt::Display for DueDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_dates_are_calendar_days() {
        assert_eq!(DueDate::parse("2028-02-29").map(DueDate::day).ok(), NaiveDate::from_ymd_opt(2028, 2, 29));
        assert_eq!(DueDate::parse("0001-01-01").unwrap().to_string(), "0001-01-01");
        for wrong in [
            "2027-02-29",
            "2026-1-1",
            "2026-12-31T00:00:00Z",
            "0000-01-01",
            "+12026-1-1",
            "",
            "١٢٣٤-٠١-٠١",
            " 2026-01-01",
        ] {
            assert_eq!(DueDate::parse(wrong), Err(Invalid::NotADate), "{wrong}");
        }
    }
}
