//! What one replica tells the others, so that they need not find out by themselves.

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use thiserror::Error;

use crate::ids::UserId;

const SESSIONS_ENDED: &str = "sessions-ended";
/// Followed by the user's id.
const TASKS_CHANGED: &str = "tasks-changed:";

/// Written alike wherever it is passed on: replicas of different versions hear each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Announcement {
    /// Whoever keeps a list of ended sessions does well to read it anew.
    SessionsEnded,
    /// Whoever shows this user's tasks does well to look for changes.
    TasksChanged(UserId),
}

impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SessionsEnded => f.write_str(SESSIONS_ENDED),
            Self::TasksChanged(owner) => write!(f, "{TASKS_CHANGED}{owner}"),
        }
    }
}

/// As what a newer replica says may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no announcement that is known here")]
pub struct UnknownAnnouncement;

impl FromStr for Announcement {
    type Err = UnknownAnnouncement;

    fn from_str(text: &str) -> Result<Self, UnknownAnnouncement> {
        let read = match text.strip_prefix(TASKS_CHANGED) {
            Some(owner) => owner.parse().ok().and_then(UserId::new).map(Self::TasksChanged),
            None => (text == SESSIONS_ENDED).then_some(Self::SessionsEnded),
        };
        read.ok_or(UnknownAnnouncement)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let of_a_user = Announcement::TasksChanged(UserId::new(7).unwrap());
        assert_eq!(of_a_user.to_string(), "tasks-changed:7");
        for announcement in [Announcement::SessionsEnded, of_a_user] {
            assert_eq!(announcement.to_string().parse(), Ok(announcement));
        }
        for other in
            ["", "tasks-changed", "tasks-changed:", "tasks-changed:x", "tasks-changed:0", "news", "\u{fffd}"]
        {
            assert_eq!(other.parse::<Announcement>(), Err(UnknownAnnouncement), "{other}");
        }
    }
}
