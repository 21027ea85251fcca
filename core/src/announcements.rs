//! What one replica tells the others, so that they need not find out by themselves.

use async_trait::async_trait;

use crate::ids::UserId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Announcement {
    /// Whoever keeps a list of ended sessions does well to read it anew.
    SessionsEnded,
    /// Whoever shows this user's tasks does well to look for changes.
    TasksChanged(UserId),
}

/// Hints, and nothing but hints: whoever acts on one must find it out without it too, only later.
#[async_trait]
pub trait Announcements: Send + Sync {
    /// Tells the other replicas. MUST return at once, and MUST NOT fail: a hint that can't be told is dropped.
    fn announce(&self, announcement: Announcement);

    /// Waits for the next one. MAY also give back what this replica announced. To be called by one task of the process;
    /// giving up the wait MUST NOT lose one.
    async fn next(&self) -> Announcement;
}

/// For a replica that is alone, or is to find out everything by itself.
#[derive(Debug, Clone, Copy)]
pub struct NoAnnouncements;

#[async_trait]
impl Announcements for NoAnnouncements {
    fn announce(&self, _: Announcement) {}

    async fn next(&self) -> Announcement {
        std::future::pending().await
    }
}
