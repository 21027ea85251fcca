//! Hints between replicas about changes. Without a hint, replicas find the change later by polling.

use crate::ids::UserId;

/// A change that a replica announces to the other replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Announcement {
    /// Sessions were revoked. Receivers should reload their revocation list.
    SessionsEnded,
    /// Tasks of this user have changed. Receivers should read them again.
    TasksChanged(UserId),
}

/// Sends hints. A receiver that misses a hint must find the change later, by polling.
pub trait Announcements: Send + Sync {
    /// Sends the announcement to the other replicas. MUST return immediately, and MUST NOT fail: a hint that can't
    /// be sent is dropped.
    fn announce(&self, announcement: Announcement);
}

/// Sends no hints: for a single replica, or for replicas that find changes by polling.
#[derive(Debug, Clone, Copy)]
pub struct NoAnnouncements;

impl Announcements for NoAnnouncements {
    fn announce(&self, _: Announcement) {}
}
