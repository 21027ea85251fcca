//! What has changed since a client last looked.

use super::sync_position::SyncPosition;
use crate::task::KeptTask;

/// What a store read, all of it as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadChanges {
    /// The owner's sequence number.
    pub seq: i64,
    /// The highest number of a deletion that is remembered no more; 0 when none was forgotten yet.
    pub forgotten_seq: i64,
    /// In the order of their numbers, at most as many as were asked for.
    pub tasks: Vec<KeptTask>,
    /// Whether more changes follow the last of these.
    pub has_more: bool,
}

/// The next changes. Each task that was written since is in there once, as it is now, with the number of its last write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    pub tasks: Vec<KeptTask>,
    /// What to ask for next.
    pub next: i64,
    pub has_more: bool,
    pub(super) from: SyncPosition,
    pub(super) forgotten_seq: i64,
}

impl Changes {
    /// What to ask for next by who has taken in the changes up to this one.
    pub fn next_after(&self, task: &KeptTask) -> i64 {
        self.from.moved_to(task.task.change_seq, self.forgotten_seq).number()
    }
}
