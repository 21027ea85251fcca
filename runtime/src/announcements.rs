//! The text of announcements, and the channel between replicas.

use async_trait::async_trait;
use tasklane_core::announcements::{Announcement, Announcements, NoAnnouncements};
use tasklane_core::ids::UserId;

const SESSIONS_ENDED: &str = "sessions-ended";
/// The user's id follows this prefix.
const TASKS_CHANGED: &str = "tasks-changed:";

/// A channel that sends announcements to other replicas and receives their announcements.
#[async_trait]
pub trait AnnouncementFeed: Announcements {
    /// Waits for the next announcement. MAY also return announcements of this replica. Only one task of the process may
    /// call this method. Dropping the future MUST NOT lose an announcement.
    async fn next(&self) -> Announcement;
}

#[async_trait]
impl AnnouncementFeed for NoAnnouncements {
    async fn next(&self) -> Announcement {
        std::future::pending().await
    }
}

/// Returns the text of an announcement. The text is the same on every channel and in every version, because replicas of
/// different versions exchange announcements.
pub fn format_announcement(announcement: Announcement) -> String {
    match announcement {
        Announcement::SessionsEnded => SESSIONS_ENDED.to_owned(),
        Announcement::TasksChanged(owner) => format!("{TASKS_CHANGED}{owner}"),
    }
}

/// Parses the text of an announcement. `None` for unknown text, such as an announcement of a newer version.
pub fn parse_announcement(text: &str) -> Option<Announcement> {
    match text.strip_prefix(TASKS_CHANGED) {
        Some(owner) => owner.parse().ok().and_then(UserId::new).map(Announcement::TasksChanged),
        None => (text == SESSIONS_ENDED).then_some(Announcement::SessionsEnded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_text_of_an_announcement_is_parsed() {
        let of_a_user = Announcement::TasksChanged(UserId::new(7).unwrap());
        assert_eq!(format_announcement(of_a_user), "tasks-changed:7");
        for announcement in [Announcement::SessionsEnded, of_a_user] {
            assert_eq!(parse_announcement(&format_announcement(announcement)), Some(announcement));
        }
        for other in
            ["", "tasks-changed", "tasks-changed:", "tasks-changed:x", "tasks-changed:0", "news", "\u{fffd}"]
        {
            assert_eq!(parse_announcement(other), None, "{other}");
        }
    }
}
