//! For how long nobody can try a password of an account, after how many wrong ones in a row. Never for good: who knows
//! the password gets in again, however long strangers have been guessing.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_mins(15);

/// The wrong passwords in a row that one subject has had.
///
/// `now` is time that never goes back, from wherever it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    count: u32,
    locked_until: Duration,
}

/// Nothing is tried before this time has passed, not even the right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedOut {
    pub retry_after: Duration,
}

impl Failures {
    /// So many in a row bring the first lock. Fewer cost nothing: people mistype.
    pub const LOCKING: u32 = 10;
    /// From so many on, one more changes nothing.
    pub const MOST: u32 = 16;
    /// So long after the last of them, wrong passwords are forgotten.
    pub const REMEMBERED: Duration = Duration::from_hours(24);

    /// The lock that the `count`th failure brings.
    pub fn lock_after(count: u32) -> Duration {
        match count.checked_sub(Self::LOCKING) {
            None => Duration::ZERO,
            Some(over) => FIRST.saturating_mul(2_u32.saturating_pow(over)).min(LONGEST),
        }
    }

    /// Counts one more before it is tried: of many guesses at once, none sees fewer than were made before it.
    pub fn begin(self, now: Duration) -> Result<Self, LockedOut> {
        if self.is_locked(now) {
            return Err(LockedOut { retry_after: self.locked_until.saturating_sub(now) });
        }
        let count = (self.count + 1).min(Self::MOST);
        Ok(Self { count, locked_until: now + Self::lock_after(count) })
    }

    /// Takes one back that was counted and never tried, and its lock with it. Those before it are remembered as long as
    /// they would be.
    #[must_use]
    pub fn take_back(self, now: Duration) -> Self {
        Self { count: self.count.saturating_sub(1), locked_until: self.locked_until.min(now) }
    }

    pub fn is_locked(self, now: Duration) -> bool {
        now < self.locked_until
    }

    /// Whether the subject is as good as one that was never seen.
    pub fn is_forgotten(self, now: Duration) -> bool {
        self.count == 0 || now.saturating_sub(self.locked_until) >= Self::REMEMBERED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_failure_locks_and_each_further_one_locks_twice_as_long_up_to_a_quarter_of_an_hour() {
        let locks: Vec<u64> = (0..=18).map(|count| Failures::lock_after(count).as_secs()).collect();
        assert_eq!(locks, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(Failures::lock_after(u32::MAX), LONGEST);
        assert_eq!(Failures::lock_after(Failures::MOST), LONGEST);
    }

    #[test]
    fn a_lock_ends_by_itself_and_the_next_failure_brings_a_longer_one() {
        let mut failures = Failures::default();
        let mut now = Duration::from_secs(1000);
        for _ in 0..10 {
            failures = failures.begin(now).unwrap();
        }
        for (lock, next) in
            [(15, 30), (30, 60), (60, 120), (120, 240), (240, 480), (480, 900), (900, 900), (900, 900)]
        {
            assert_eq!(failures.begin(now), Err(LockedOut { retry_after: Duration::from_secs(lock) }));
            now += Duration::from_millis(lock * 1000 - 1);
            assert_eq!(failures.begin(now), Err(LockedOut { retry_after: Duration::from_millis(1) }));
            now += Duration::from_millis(1);
            failures = failures.begin(now).unwrap();
            assert_eq!(failures.begin(now), Err(LockedOut { retry_after: Duration::from_secs(next) }));
        }
    }

    #[test]
    fn what_was_never_tried_is_taken_back() {
        let now = Duration::from_secs(1000);
        let nine = (0..9).fold(Failures::default(), |failures, _| failures.begin(now).unwrap());
        let ten = nine.begin(now).unwrap();
        assert!(ten.begin(now).is_err());
        assert!(ten.take_back(now).begin(now).is_ok());
        assert_eq!(Failures::default().take_back(now), Failures::default());
    }

    #[test]
    fn to_take_one_back_forgets_none_of_those_before_it() {
        let now = Duration::from_hours(25);
        let ten = (0..10).fold(Failures::default(), |failures, _| failures.begin(now).unwrap());
        let nine = ten.take_back(now);
        assert!(!nine.is_forgotten(now + Duration::from_hours(23)));
        assert!(nine.begin(now).unwrap().is_locked(now));
    }

    #[test]
    fn failures_are_forgotten_after_a_day() {
        let start = Duration::from_secs(1000);
        let failures = Failures::default().begin(start).unwrap();
        assert!(!failures.is_forgotten(start + Duration::from_millis(86_399_999)));
        assert!(failures.is_forgotten(start + Duration::from_hours(24)));
        assert!(Failures::default().is_forgotten(Duration::ZERO));
    }
}
