//! The lockout rules: how long passwords are rejected after consecutive failures. A lock always expires, so the owner
//! can log in again however long attackers have been guessing.

use std::time::Duration;

const LONGEST_LOCK: Duration = Duration::from_mins(15);

/// The number of consecutive failures that cause a lock, and its duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureLimit {
    lock_threshold: u32,
    first_lock: Duration,
    max_count: u32,
}

impl FailureLimit {
    /// The limit for failures in one network or in one session. Fewer than ten failures don't lock, because users mistype.
    pub const ONE_SOURCE: Self =
        Self { lock_threshold: 10, first_lock: Duration::from_secs(15), max_count: 16 };
    /// The limit for failures in all unknown networks together. It limits the guesses of an attacker with many addresses. It
    /// is higher than [`ONE_SOURCE`](Self::ONE_SOURCE), because the owner may also be in an unknown network.
    pub const ALL_SOURCES: Self = Self { lock_threshold: 100, first_lock: LONGEST_LOCK, max_count: 100 };

    /// Returns the number of consecutive failures that cause the first lock.
    pub const fn lock_threshold(self) -> u32 {
        self.lock_threshold
    }

    /// Returns the maximum count. At this count, the lock has its maximum duration.
    pub const fn max_count(self) -> u32 {
        self.max_count
    }

    /// Returns the duration of the lock after the `count`th failure.
    pub fn lock_after(self, count: u32) -> Duration {
        match count.checked_sub(self.lock_threshold) {
            None => Duration::ZERO,
            Some(over) => self.first_lock.saturating_mul(2_u32.saturating_pow(over)).min(LONGEST_LOCK),
        }
    }
}

/// The consecutive failures of one subject.
///
/// `now` is the time of a monotonic clock with any origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    count: u32,
    locked_until: Duration,
}

/// The error of a locked subject: passwords are rejected without a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedOut {
    /// The remaining time of the lock.
    pub retry_after: Duration,
}

impl Failures {
    /// How long failures still count after the last failure or, if it caused a lock, after the end of the lock.
    pub const RETENTION: Duration = Duration::from_hours(24);

    /// Counts an attempt as a failure before the password is checked, so that concurrent guesses can't exceed the
    /// limit.
    pub fn begin(self, limit: FailureLimit, now: Duration) -> Result<Self, LockedOut> {
        if self.is_locked(now) {
            return Err(LockedOut { retry_after: self.locked_until.saturating_sub(now) });
        }
        let count = (self.count + 1).min(limit.max_count);
        Ok(Self { count, locked_until: now + limit.lock_after(count) })
    }

    /// Undoes an attempt that was counted but not checked, and removes its lock. Earlier failures stay counted.
    #[must_use]
    pub fn undo(self, now: Duration) -> Self {
        Self { count: self.count.saturating_sub(1), locked_until: self.locked_until.min(now) }
    }

    /// Returns whether attempts are rejected at `now`.
    pub fn is_locked(self, now: Duration) -> bool {
        now < self.locked_until
    }

    /// Returns whether all failures have expired.
    pub fn is_expired(self, now: Duration) -> bool {
        self.count == 0 || now.saturating_sub(self.locked_until) >= Self::RETENTION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_SOURCE: FailureLimit = FailureLimit::ONE_SOURCE;
    const ALL_SOURCES: FailureLimit = FailureLimit::ALL_SOURCES;

    fn failed(times: u32, limit: FailureLimit, now: Duration) -> Failures {
        (0..times).fold(Failures::default(), |failures, _| failures.begin(limit, now).unwrap())
    }

    // assures: R210
    #[test]
    fn tenth_failure_locks_and_each_further_one_doubles_the_lock_up_to_15_minutes() {
        let locks: Vec<u64> = (0..=18).map(|count| ONE_SOURCE.lock_after(count).as_secs()).collect();
        assert_eq!(locks, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(ONE_SOURCE.lock_after(u32::MAX), LONGEST_LOCK);
    }

    #[test]
    fn hundredth_failure_of_all_networks_locks_for_15_minutes() {
        let locks = [99, 100, 101, u32::MAX].map(|count| ALL_SOURCES.lock_after(count).as_secs());
        assert_eq!(locks, [0, 900, 900, 900]);
        let now = Duration::from_secs(1000);
        let locked = failed(100, ALL_SOURCES, now);
        assert_eq!(locked.begin(ALL_SOURCES, now), Err(LockedOut { retry_after: LONGEST_LOCK }));
        let once_more = locked.begin(ALL_SOURCES, now + LONGEST_LOCK).unwrap();
        assert!(once_more.is_locked(now + LONGEST_LOCK));
    }

    #[test]
    fn count_saturates_at_the_longest_lock() {
        for limit in [ONE_SOURCE, ALL_SOURCES] {
            let first_longest = (0..=u16::MAX.into()).find(|count| limit.lock_after(*count) == LONGEST_LOCK);
            assert_eq!(Some(limit.max_count()), first_longest);
        }
    }

    #[test]
    fn lock_expires_and_the_next_failure_causes_a_longer_one() {
        let mut now = Duration::from_secs(1000);
        let mut failures = failed(10, ONE_SOURCE, now);
        for (lock, next) in
            [(15, 30), (30, 60), (60, 120), (120, 240), (240, 480), (480, 900), (900, 900), (900, 900)]
        {
            let locked = |seconds| Err(LockedOut { retry_after: seconds });
            assert_eq!(failures.begin(ONE_SOURCE, now), locked(Duration::from_secs(lock)));
            now += Duration::from_millis(lock * 1000 - 1);
            assert_eq!(failures.begin(ONE_SOURCE, now), locked(Duration::from_millis(1)));
            now += Duration::from_millis(1);
            failures = failures.begin(ONE_SOURCE, now).unwrap();
            assert_eq!(failures.begin(ONE_SOURCE, now), locked(Duration::from_secs(next)));
        }
    }

    #[test]
    fn unchecked_attempt_is_undone() {
        let now = Duration::from_secs(1000);
        let ten = failed(10, ONE_SOURCE, now);
        assert!(ten.begin(ONE_SOURCE, now).is_err());
        assert!(ten.undo(now).begin(ONE_SOURCE, now).is_ok());
        assert_eq!(Failures::default().undo(now), Failures::default());
    }

    #[test]
    fn undoing_an_attempt_keeps_the_earlier_failures() {
        let now = Duration::from_hours(25);
        let nine = failed(10, ONE_SOURCE, now).undo(now);
        assert!(!nine.is_expired(now + Duration::from_hours(23)));
        assert!(nine.begin(ONE_SOURCE, now).unwrap().is_locked(now));
    }

    #[test]
    fn failures_expire_after_a_day() {
        let start = Duration::from_secs(1000);
        let failures = failed(1, ONE_SOURCE, start);
        assert!(!failures.is_expired(start + Duration::from_millis(86_399_999)));
        assert!(failures.is_expired(start + Duration::from_hours(24)));
        assert!(Failures::default().is_expired(Duration::ZERO));
    }
}
