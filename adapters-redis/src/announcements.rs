//! Announcements by publish and subscribe, on connections of their own.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSubStream};
use redis::{AsyncConnectionConfig, RedisError, RedisResult};
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::ids::UserId;
use tasklane_core::mailbox::Mailbox;
use tokio::time::{sleep, timeout};

use crate::config::RedisConfig;

const CHANNEL: &str = "tasklane:announcements";
const SESSIONS_ENDED: &str = "sessions-ended";
/// Followed by the user's id.
const TASKS_CHANGED: &str = "tasks-changed:";
/// Of users whose tasks have changed, and that all replicas are to hear of.
const MOST_WAITING: usize = 10_000;
/// So many go in one piece.
const AT_ONCE: usize = 500;
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN_CONNECTS: Duration = Duration::from_secs(1);

pub struct RedisAnnouncements {
    config: RedisConfig,
    to_tell: Mailbox,
    heard: Mailbox,
}

impl RedisAnnouncements {
    /// Nothing is told or heard but while [`run`](Self::run) runs.
    pub fn new(config: RedisConfig) -> Self {
        Self { config, to_tell: Mailbox::new(MOST_WAITING), heard: Mailbox::new(MOST_WAITING) }
    }

    /// Runs until it is dropped. While Redis can't be reached, everybody finds out by himself.
    pub async fn run(&self) {
        let mut was_well = true;
        loop {
            let ended = match self.connect().await {
                Ok(connections) => {
                    was_well = true;
                    self.talk(connections).await
                }
                Err(error) => Err(error),
            };
            if let Err(error) = ended
                && was_well
            {
                tracing::warn!(cause = %error, "Redis does not pass announcements on");
                was_well = false;
            }
            sleep(BETWEEN_CONNECTS).await;
        }
    }

    /// To hear by, and to tell by.
    async fn connect(&self) -> RedisResult<(PubSubStream, MultiplexedConnection)> {
        let stream = timeout(PATIENCE, self.subscribe()).await.map_err(|_elapsed| too_slow())??;
        let how = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        Ok((stream, self.config.client.get_multiplexed_async_connection_with_config(&how).await?))
    }

    /// Tells and hears until the connection breaks.
    async fn talk(
        &self,
        (mut stream, mut connection): (PubSubStream, MultiplexedConnection),
    ) -> RedisResult<()> {
        loop {
            tokio::select! {
                message = stream.next() => {
                    let Some(message) = message else { return Ok(()) };
                    if let Some(announcement) = read(message.get_payload_bytes()) {
                        self.heard.put(announcement);
                    }
                }
                announcements = self.to_tell.next_few(AT_ONCE) => {
                    publish(&mut connection, &announcements).await?;
                }
            }
        }
    }

    async fn subscribe(&self) -> RedisResult<PubSubStream> {
        let mut subscription = self.config.client.get_async_pubsub().await?;
        subscription.subscribe(CHANNEL).await?;
        Ok(subscription.into_on_message())
    }
}

#[async_trait]
impl Announcements for RedisAnnouncements {
    fn announce(&self, announcement: Announcement) {
        self.to_tell.put(announcement);
    }

    async fn next(&self) -> Announcement {
        self.heard.next().await
    }
}

async fn publish(connection: &mut MultiplexedConnection, announcements: &[Announcement]) -> RedisResult<()> {
    let mut messages = redis::pipe();
    for announcement in announcements {
        messages.cmd("PUBLISH").arg(CHANNEL).arg(write(*announcement)).ignore();
    }
    messages.query_async(connection).await
}

fn write(announcement: Announcement) -> String {
    match announcement {
        Announcement::SessionsEnded => SESSIONS_ENDED.to_owned(),
        Announcement::TasksChanged(owner) => format!("{TASKS_CHANGED}{owner}"),
    }
}

/// `None` for what a newer replica says.
fn read(payload: &[u8]) -> Option<Announcement> {
    let payload = str::from_utf8(payload).ok()?;
    match payload.strip_prefix(TASKS_CHANGED) {
        Some(owner) => UserId::new(owner.parse().ok()?).map(Announcement::TasksChanged),
        None => (payload == SESSIONS_ENDED).then_some(Announcement::SessionsEnded),
    }
}

fn too_slow() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::TimedOut).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let of_a_user = Announcement::TasksChanged(UserId::new(7).unwrap());
        assert_eq!(write(of_a_user), "tasks-changed:7");
        for announcement in [Announcement::SessionsEnded, of_a_user] {
            assert_eq!(read(write(announcement).as_bytes()), Some(announcement));
        }
        for other in
            ["", "tasks-changed", "tasks-changed:", "tasks-changed:x", "tasks-changed:0", "news", "\u{fffd}"]
        {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
        assert_eq!(read(b"\xff"), None);
    }
}
