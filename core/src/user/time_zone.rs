//! The time zone of a user.

use chrono_tz::Tz;

use crate::invalid::Invalid;

/// A time zone of the IANA time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(Tz::UTC);

    /// Parses a name such as `Europe/Berlin`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        raw.parse().map(Self).map_err(|_unknown| Invalid::NotATimeZone)
    }

    /// Returns the name in the IANA time zone database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Returns the rules of the time zone.
    pub const fn rules(self) -> Tz {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_iana_database_are_accepted() {
        for name in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata"] {
            assert_eq!(TimeZone::parse(name).unwrap().name(), name);
        }
        for raw in ["", "Berlin", "europe/berlin", "+02:00", "Europe/Berlin "] {
            assert_eq!(TimeZone::parse(raw), Err(Invalid::NotATimeZone), "{raw}");
        }
    }
}
