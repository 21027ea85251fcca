//! The position of a client in the sequence of changes, encoded as one number.

/// The number of low bits, which contain the sequence number. An owner is assumed to make fewer than 2^36 writes. The
/// high bits contain the purge marker. The encoded position stays below 2^53, so it is exact in JSON.
const SEQ_BITS: u32 = 36;
/// The number of different purge markers, without 0.
const MARKERS: i64 = (1 << 17) - 1;

/// A position in the sequence of changes.
///
/// A client that begins a full sync (`since=0`) has no copy of the tasks, so it does not need deletions that were
/// purged before the sync began. It does need later deletions: a task on an earlier page can be deleted and purged
/// before the client requests the next page. Until the client has passed the last purged deletion, its position
/// therefore contains the marker of that deletion, and expires when another deletion is purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyncPosition {
    pub(super) seq: i64,
    full_sync: FullSync,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FullSync {
    /// The sync begins with this request.
    Starting,
    /// The sync began with an earlier request, when the last purged deletion had this marker.
    InProgress { purge_marker: i64 },
    /// The client has passed all deletions that were purged before the sync began.
    Completed,
}

impl SyncPosition {
    pub(super) fn from_number(number: i64) -> Self {
        let purge_marker = number >> SEQ_BITS;
        let seq = number - (purge_marker << SEQ_BITS);
        let full_sync = match (number, purge_marker) {
            (0, _) => FullSync::Starting,
            (_, 0) => FullSync::Completed,
            _ => FullSync::InProgress { purge_marker },
        };
        Self { seq, full_sync }
    }

    /// Returns whether the client may have missed a purged deletion, or is ahead of the last write.
    pub(super) fn is_expired(self, last: i64, purged: i64) -> bool {
        let is_behind = match self.full_sync {
            FullSync::Starting => false,
            FullSync::InProgress { purge_marker } => purge_marker != marker(purged),
            FullSync::Completed => self.seq < purged,
        };
        is_behind || self.seq > last
    }

    /// Returns the number for the position of the client after it has applied the changes up to `seq`.
    pub(super) fn number_after(self, seq: i64, purged: i64) -> i64 {
        if self.full_sync == FullSync::Completed || seq >= purged {
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

    fn is_expired(number: i64, last: i64, purged: i64) -> bool {
        SyncPosition::from_number(number).is_expired(last, purged)
    }

    #[test]
    fn position_before_a_purged_deletion_is_expired() {
        assert!(is_expired(5, 90, 50));
        assert!(!is_expired(50, 90, 50));
        assert!(!is_expired(90, 90, 0));
        assert!(is_expired(91, 90, 0));
        assert!(is_expired(i64::MAX, 90, 0));
    }

    #[test]
    fn full_sync_expires_at_the_next_purge() {
        let start = SyncPosition::from_number(0);
        assert!(!start.is_expired(90, 50));
        let partway = start.number_after(5, 50);
        assert!(partway < 1 << 53);
        assert_eq!(SyncPosition::from_number(partway).seq, 5);
        assert!(!is_expired(partway, 95, 50));
        assert!([51, 95, 50 + 1_000_000].iter().all(|purged| is_expired(partway, 2_000_000, *purged)));
        assert_eq!(SyncPosition::from_number(partway).number_after(60, 50), 60);
        assert_eq!(start.number_after(5, 0), 5);
    }

    #[test]
    fn position_during_a_full_sync_is_exact_in_json() {
        for purged in [1, MARKERS - 1, MARKERS, MARKERS + 1, (1 << SEQ_BITS) - 1] {
            let partway = SyncPosition::from_number(0).number_after(purged - 1, purged);
            assert!((1 << SEQ_BITS..1 << 53).contains(&partway), "{purged}");
            assert!(
                !is_expired(partway, purged, purged) && is_expired(partway, purged + 1, purged + 1),
                "{purged}"
            );
        }
    }

    /// `tasklane after-restore` raises the sequence numbers by 1,000,000, so `last` is above every number issued before
    /// the restore.
    #[test]
    fn every_older_position_is_expired_once_all_deletions_are_purged() {
        let last = 90 + 1_000_000;
        for number in [1, 90, 91, last - 1] {
            assert!(is_expired(number, last, last), "{number}");
        }
        let partway = SyncPosition::from_number(0).number_after(5, 50);
        assert!(is_expired(partway, last, last));
        assert!(!is_expired(0, last, last));
        assert!(!is_expired(last, last, last));
    }
}
