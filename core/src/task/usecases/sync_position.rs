//! The position of a client in the sequence of changes, encoded as one number.

use crate::clock::Timestamp;
use crate::task::TOMBSTONE_RETENTION;

/// The number of low bits, which contain the sequence number. An owner is assumed to make fewer than 2^36 writes. The
/// high bits contain the day. The encoded position stays below 2^53, so it is exact in JSON.
const SEQ_BITS: u32 = 36;
const DAY: i64 = 24 * 60 * 60;

/// A position in the sequence of changes. A client that starts over has no old copy, so it does not need the deletions
/// that were purged before its start. Its position contains the day of the start, and expires before the retention of a
/// deletion from that day or later ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyncPosition {
    pub(super) seq: i64,
    /// The day on which the client started over, in days since 1970-01-01.
    restarted_on_day: Option<i64>,
}

impl SyncPosition {
    pub(super) fn from_number(number: i64, now: Timestamp) -> Self {
        let day = number >> SEQ_BITS;
        let seq = number - (day << SEQ_BITS);
        let restarted_on_day = if number == 0 { Some(today(now)) } else { Some(day).filter(|day| *day > 0) };
        Self { seq, restarted_on_day }
    }

    pub(super) fn number(self) -> i64 {
        self.seq + (self.restarted_on_day.unwrap_or(0) << SEQ_BITS)
    }

    /// Returns whether the client may have missed a purged deletion, or is ahead of the last write.
    pub(super) fn is_expired(self, last: i64, purged: i64, now: Timestamp) -> bool {
        // One day less than the retention, because the client may have started at any time of its first day.
        let known_for = TOMBSTONE_RETENTION.num_days() - 1;
        let is_behind = match self.restarted_on_day {
            Some(day) => !(0..known_for).contains(&(today(now) - day)),
            None => self.seq < purged,
        };
        is_behind || self.seq > last
    }

    pub(super) fn advanced_to(self, seq: i64, purged: i64) -> Self {
        Self { seq, restarted_on_day: self.restarted_on_day.filter(|_| seq < purged) }
    }
}

fn today(now: Timestamp) -> i64 {
    now.timestamp().div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn noon() -> Timestamp {
        DateTime::from_timestamp(1_767_268_800, 0).unwrap()
    }

    #[test]
    fn position_older_than_the_retention_is_expired() {
        let lost = |number, purged| SyncPosition::from_number(number, noon()).is_expired(90, purged, noon());
        assert!(lost(5, 50));
        assert!(!lost(50, 50));
        assert!(!lost(90, 0));
        assert!(lost(91, 0));
        assert!(lost(i64::MAX, 0));
    }

    #[test]
    fn restarted_sync_may_pass_purged_deletions_for_28_days() {
        let start = SyncPosition::from_number(0, noon());
        assert!(!start.is_expired(90, 50, noon()));
        let middle = start.advanced_to(5, 50).number();
        assert!(middle < 1 << 53);
        let after = |days| {
            let now = noon() + TimeDelta::days(days);
            SyncPosition::from_number(middle, now).is_expired(90, 50, now)
        };
        assert_eq!([0, 1, 28, 29, 400, -1].map(after), [false, false, false, true, true, true]);
        let middle = SyncPosition::from_number(middle, noon());
        assert_eq!((middle.seq, middle.advanced_to(60, 50).number()), (5, 60));
        assert_eq!(start.advanced_to(5, 0).number(), 5);
    }

    /// After a restore from a backup, `after-restore` raises the sequence numbers by 1,000,000.
    #[test]
    fn every_older_position_is_expired_once_all_deletions_are_purged() {
        let last = 90 + 1_000_000;
        let lost = |number| SyncPosition::from_number(number, noon()).is_expired(last, last, noon());
        for number in [1, 90, 91, last - 1] {
            assert!(lost(number), "{number}");
        }
        assert!(!lost(0));
        assert!(!lost(last));
    }
}
