//! For how long no password is tried, after how many wrong ones in a row. Never for good: whoever knows the password
//! gets in again, however long strangers have been guessing.

use std::time::Duration;

const LONGEST_LOCK: Duration = Duration::from_mins(15);

/// How many failures in a row lock, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureLimit {
    locking: u32,
    first_lock: Duration,
    saturation: u32,
}

impl FailureLimit {
    /// For the failures of one network, or of one session. Fewer than ten cost nothing: people mistype.
    pub const NARROW: Self = Self { locking: 10, first_lock: Duration::from_secs(15), saturation: 16 };
    /// For the failures of all unknown networks together. It bounds what a guesser with many addresses can try, and no
    /// more than that: the owner of the account may be at a new place.
    pub const WIDE: Self = Self { locking: 100, first_lock: LONGEST_LOCK, saturation: 100 };

    /// How many failures in a row bring the first lock.
    pub const fn locking(self) -> u32 {
        self.locking
    }

    /// From this count on, one more failure changes nothing.
    pub const fn saturation(self) -> u32 {
        self.saturation
    }

    /// The lock that the `count`th failure brings.
    pub fn lock_after(self, count: u32) -> Duration {
        match count.checked_sub(self.locking) {
            None => Duration::ZERO,
            Some(over) => self.first_lock.saturating_mul(2_u32.saturating_pow(over)).min(LONGEST_LOCK),
        }
    }
}

/// The wrong passwords in a row that one subject has had.
///
/// `now` is time that never goes back, from wherever it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    count: u32,
    locked_until: Duration,
}

/// No password is tried before this time has passed, not even the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedOut {
    pub retry_after: Duration,
}

impl Failures {
    /// So long after the last of them, failures are forgotten.
    pub const REMEMBERED: Duration = Duration::from_hours(24);

    /// Counts one more before it is tried: of many guesses at once, none sees fewer than were made before it.
    pub fn begin(self, limit: FailureLimit, now: Duration) -> Result<Self, LockedOut> {
        if self.is_locked(now) {
            return Err(LockedOut { retry_after: self.locked_until.saturating_sub(now) });
        }
        let count = (self.count + 1).min(limit.saturation);
        Ok(Self { count, locked_until: now + limit.lock_after(count) })
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

    const NARROW: FailureLimit = FailureLimit::NARROW;
    const WIDE: FailureLimit = FailureLimit::WIDE;

    fn failed(times: u32, limit: FailureLimit, now: Duration) -> Failures {
        (0..times).fold(Failures::default(), |failures, _| failures.begin(limit, now).unwrap())
    }

    // assures: R210
    #[test]
    fn the_tenth_failure_locks_and_each_further_one_locks_twice_as_long_up_to_a_quarter_of_an_hour() {
        let locks: Vec<u64> = (0..=18).map(|count| NARROW.lock_after(count).as_secs()).collect();
        assert_eq!(locks, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(NARROW.lock_after(u32::MAX), LONGEST_LOCK);
    }

    #[test]
    fn the_hundredth_failure_of_all_networks_locks_for_a_quarter_of_an_hour() {
        let locks = [99, 100, 101, u32::MAX].map(|count| WIDE.lock_after(count).as_secs());
        assert_eq!(locks, [0, 900, 900, 900]);
        let now = Duration::from_secs(1000);
        let locked = failed(100, WIDE, now);
        assert_eq!(locked.begin(WIDE, now), Err(LockedOut { retry_after: LONGEST_LOCK }));
        let once_more = locked.begin(WIDE, now + LONGEST_LOCK).unwrap();
        assert!(once_more.is_locked(now + LONGEST_LOCK));
    }

    #[test]
    fn a_count_saturates_where_the_lock_is_the_longest() {
        for limit in [NARROW, WIDE] {
            let first_longest = (0..=u16::MAX.into()).find(|count| limit.lock_after(*count) == LONGEST_LOCK);
            assert_eq!(Some(limit.saturation()), first_longest);
        }
    }

    #[test]
    fn a_lock_ends_by_itself_and_the_next_failure_brings_a_longer_one() {
        let mut now = Duration::from_secs(1000);
        let mut failures = failed(10, NARROW, now);
        for (lock, next) in
            [(15, 30), (30, 60), (60, 120), (120, 240), (240, 480), (480, 900), (900, 900), (900, 900)]
        {
            let locked = |seconds| Err(LockedOut { retry_after: seconds });
            assert_eq!(failures.begin(NARROW, now), locked(Duration::from_secs(lock)));
            now += Duration::from_millis(lock * 1000 - 1);
            assert_eq!(failures.begin(NARROW, now), locked(Duration::from_millis(1)));
            now += Duration::from_millis(1);
            failures = failures.begin(NARROW, now).unwrap();
            assert_eq!(failures.begin(NARROW, now), locked(Duration::from_secs(next)));
        }
    }

    #[test]
    fn what_was_never_tried_is_taken_back() {
        let now = Duration::from_secs(1000);
        let ten = failed(10, NARROW, now);
        assert!(ten.begin(NARROW, now).is_err());
        assert!(ten.take_back(now).begin(NARROW, now).is_ok());
        assert_eq!(Failures::default().take_back(now), Failures::default());
    }

    #[test]
    fn to_take_one_back_forgets_none_of_those_before_it() {
        let now = Duration::from_hours(25);
        let nine = failed(10, NARROW, now).take_back(now);
        assert!(!nine.is_forgotten(now + Duration::from_hours(23)));
        assert!(nine.begin(NARROW, now).unwrap().is_locked(now));
    }

    #[test]
    fn failures_are_forgotten_after_a_day() {
        let start = Duration::from_secs(1000);
        let failures = failed(1, NARROW, start);
        assert!(!failures.is_forgotten(start + Duration::from_millis(86_399_999)));
        assert!(failures.is_forgotten(start + Duration::from_hours(24)));
        assert!(Failures::default().is_forgotten(Duration::ZERO));
    }
}
