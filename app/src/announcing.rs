//! What is announced, and who acts on it: the live streams and the list of revocations, here and on other replicas.

use std::sync::Arc;

use async_trait::async_trait;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_http::Hub;
use tokio::sync::Notify;

/// Tells this replica at once, and then the others.
pub(crate) struct Announcing {
    pub(crate) live: Arc<Hub>,
    pub(crate) others: Arc<dyn Announcements>,
}

#[async_trait]
impl Announcements for Announcing {
    fn announce(&self, announcement: Announcement) {
        match announcement {
            // The list knows of those that end here already.
            Announcement::SessionsEnded => self.live.sessions_ended(),
            Announcement::TasksChanged(owner) => self.live.tasks_changed(owner),
        }
        self.others.announce(announcement);
    }

    async fn next(&self) -> Announcement {
        self.others.next().await
    }
}

/// Passes on what the others announce. Runs until it is dropped.
pub(crate) async fn dispatch(others: Arc<dyn Announcements>, live: Arc<Hub>, to_reload: Arc<Notify>) {
    loop {
        match others.next().await {
            // One look finds what many of them are about; the streams are told once it has.
            Announcement::SessionsEnded => to_reload.notify_one(),
            Announcement::TasksChanged(owner) => live.tasks_may_have_changed(owner),
        }
    }
}
