//! The position of a client in the sequence of changes, encoded as one number.

/// The number of low bits, which contain the sequence number. An owner is assumed to make fewer than 2^36 writes. The
/// high bits contain the purge marker. The encoded position stays below 2^53, so it is exact in JSON.
const SEQ_BITS: u32 = 36;
/// The number of different purge markers, without 0.
const MARKERS: i64 = (1 << 17) - 1;

/// A position in the sequence of changes.
///
/// A client that starts over has no old copy, so it does not need the deletions that were purged before its start. But it
/// needs every deletion after its start: a task that an earlier page contained may be deleted and purged before the next
/// page. So until the client has passed the last purged deletion, its position identifies this deletion, and expires when
/// another deletion is purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyncPosition {
    pub(super) seq: i64,
    started_over: StartedOver,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StartedOver {
    /// With this request.
    Now,
    /// With an earlier request, when the last purged deletion had this marker.
    Earlier { purge_marker: i64 },
    /// The client has passed all deletions that were purged before it started over.
    Completed,
}

impl SyncPosition {
    pub(super) fn from_number(number: i64) -> Self {
        let purge_marker = number >> SEQ_BITS;
        let seq = number - (purge_marker << SEQ_BITS);
        let started_over = match (number, purge_marker) {
            (0, _) => StartedOver::Now,
            (_, 0) => StartedOver::Completed,
            _ => StartedOver::Earlier { purge_marker },
        };
        Self { seq, started_over }
    }

    /// Returns whether the client may have missed a purged deletion, or is ahead of the last write.
    pub(super) fn is_expired(self, last: i64, purged: i64) -> bool {
        let is_behind = match self.started_over {
            StartedOver::Now => false,
            StartedOver::Earlier { purge_marker } => purge_marker != marker(purged),
            StartedOver::Completed => self.seq < purged,
        };
        is_behind || self.seq > last
    }

    /// Returns the number for the position of the client after it has applied the changes up to `seq`.
    pub(super) fn number_after(self, seq: i64, purged: i64) -> i64 {
        if self.started_over == StartedOver::Completed || seq >= purged {
            return seq;
        }
        seq + (marker(purged) << SEQ_BITS)
    }
}

/// Different purged deletions of one owner have different markers, unless their sequence numbers differ by a multiple of
/// [`MARKERS`].
fn marker(purged: i64) -> i64 {
    purged % MARKERS + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(number: i64, last: i64, purged: i64) -> bool {
        SyncPosition::from_number(number).is_expired(last, purged)
    }

    #[test]
    fn position_before_a_purged_deletion_is_expired() {
        assert!(lost(5, 90, 50));
        assert!(!lost(50, 90, 50));
        assert!(!lost(90, 90, 0));
        assert!(lost(91, 90, 0));
        assert!(lost(i64::MAX, 90, 0));
    }

    #[test]
    fn restarted_sync_expires_at_the_next_purge() {
        let start = SyncPosition::from_number(0);
        assert!(!start.is_expired(90, 50));
        let middle = start.number_after(5, 50);
        assert!(middle < 1 << 53);
        assert_eq!(SyncPosition::from_number(middle).seq, 5);
        assert!(!lost(middle, 95, 50));
        assert!([51, 95, 50 + 1_000_000].iter().all(|purged| lost(middle, 2_000_000, *purged)));
        assert_eq!(SyncPosition::from_number(middle).number_after(60, 50), 60);
        assert_eq!(start.number_after(5, 0), 5);
    }

    #[test]
    fn position_of_a_restarted_sync_is_exact_in_json() {
        for purged in [1, MARKERS - 1, MARKERS, MARKERS + 1, (1 << SEQ_BITS) - 1] {
            let middle = SyncPosition::from_number(0).number_after(purged - 1, purged);
            assert!((1 << SEQ_BITS..1 << 53).contains(&middle), "{purged}");
            assert!(!lost(middle, purged, purged) && lost(middle, purged + 1, purged + 1), "{purged}");
        }
    }

    /// After a restore from a backup, `after-restore` raises the sequence numbers by 1,000,000.
    #[test]
    fn every_older_position_is_expired_once_all_deletions_are_purged() {
        let last = 90 + 1_000_000;
        for number in [1, 90, 91, last - 1] {
            assert!(lost(number, last, last), "{number}");
        }
        let middle = SyncPosition::from_number(0).number_after(5, 50);
        assert!(lost(middle, last, last));
        assert!(!lost(0, last, last));
        assert!(!lost(last, last, last));
    }
}
