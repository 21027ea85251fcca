//! Hints from one replica to the others about a change that they would find later by themselves.

use crate::ids::UserId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Announcement {
    /// Sessions were revoked: a list of revocations should be loaded again.
    SessionsEnded,
    /// This user's tasks have changed: whoever shows them should read them again.
    TasksChanged(UserId),
}

/// A sender of hints. A receiver that acts on a hint must find the change without it too, only later.
pub trait Announcements: Send + Sync {
    /// Sends the announcement to the other replicas. MUST return at once, and MUST NOT fail: a hint that can't be sent is
    /// dropped.
    fn announce(&self, announcement: Announcement);
}

/// For a replica that is alone, or whose replicas are to find every change by themselves.
#[derive(Debug, Clone, Copy)]
pub struct NoAnnouncements;

impl Announcements for NoAnnouncements {
    fn announce(&self, _: Announcement) {}
}
