//! The quota of a rate limit.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// Allows a burst of `count` requests, and then `count` requests per window at equal intervals: after 20 requests with
/// `20/min`, one more request is allowed every three seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    count: NonZeroU32,
    window: Duration,
}

/// The text or the numbers do not form a valid quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "must be off, or at most 100000 requests per s, min or h, such as 20/min, and at least one per 15 minutes, such as 4/h"
)]
pub struct InvalidQuota;

impl Quota {
    const MAX_COUNT: u32 = 100_000;
    /// The maximum time between requests once the quota is used up.
    pub const MAX_WAIT: Duration = Duration::from_mins(15);

    /// Creates a quota of `count` requests per `window`: at most 100,000, and at least one per 15 minutes.
    pub fn new(count: u32, window: Duration) -> Result<Self, InvalidQuota> {
        let count =
            NonZeroU32::new(count).filter(|count| count.get() <= Self::MAX_COUNT).ok_or(InvalidQuota)?;
        let quota = Self { count, window };
        if window.is_zero() || quota.interval() > Self::MAX_WAIT { Err(InvalidQuota) } else { Ok(quota) }
    }

    /// Returns the number of requests per window.
    pub fn count(self) -> NonZeroU32 {
        self.count
    }

    /// Returns the length of the window.
    pub fn window(self) -> Duration {
        self.window
    }

    /// Returns the time between requests once the quota is used up. Never zero.
    pub fn interval(self) -> Duration {
        (self.window / self.count.get()).max(Duration::from_nanos(1))
    }
}

impl FromStr for Quota {
    type Err = InvalidQuota;

    /// Parses a quota as written in a setting, such as `20/min`.
    fn from_str(raw: &str) -> Result<Self, InvalidQuota> {
        let (count, unit) = raw.split_once('/').ok_or(InvalidQuota)?;
        let seconds = match unit.trim() {
            "s" => 1,
            "min" => 60,
            "h" => 3600,
            _ => return Err(InvalidQuota),
        };
        let count = count.trim().parse().ok().ok_or(InvalidQuota)?;
        Self::new(count, Duration::from_secs(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quota_is_parsed_as_written_in_a_setting() {
        for (raw, count, window, interval) in [
            ("20/min", 20, 60, 3000),
            ("600 / min", 600, 60, 100),
            ("4/h", 4, 3600, 900_000),
            ("1/s", 1, 1, 1000),
        ] {
            let quota: Quota = raw.parse().unwrap();
            assert_eq!((quota.count().get(), quota.window().as_secs()), (count, window), "{raw}");
            assert_eq!(quota.interval(), Duration::from_millis(interval), "{raw}");
        }
    }

    // assures: R708
    #[test]
    fn invalid_quota_is_rejected() {
        for raw in [
            "",
            "20",
            "20/",
            "/min",
            "0/min",
            "-1/min",
            "20/m",
            "20/minute",
            "3/h",
            "100001/s",
            "1.5/s",
            "on",
        ] {
            assert_eq!(raw.parse::<Quota>(), Err(InvalidQuota), "{raw}");
        }
        assert!("100000/s".parse::<Quota>().is_ok());
    }
}
