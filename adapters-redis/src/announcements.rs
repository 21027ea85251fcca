//! Announcements by publish and subscribe, on connections of their own.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSubStream};
use redis::{AsyncConnectionConfig, RedisError, RedisResult};
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_runtime::{AnnouncementFeed, CoalescingQueue, parse_announcement, print_announcement};
use tokio::time::{sleep, timeout};

use crate::config::RedisConfig;

const CHANNEL: &str = "tasklane:announcements";
/// Of users whose tasks have changed, and that all replicas are to hear of.
const MOST_WAITING: usize = 10_000;
/// So many go in one piece.
const AT_ONCE: usize = 500;
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN_CONNECTS: Duration = Duration::from_secs(1);

pub struct RedisAnnouncements {
    config: RedisConfig,
    to_tell: CoalescingQueue<Announcement>,
    heard: CoalescingQueue<Announcement>,
}

impl RedisAnnouncements {
    /// Nothing is told or heard but while [`run`](Self::run) runs.
    pub fn new(config: RedisConfig) -> Self {
        Self {
            config,
            to_tell: CoalescingQueue::new(MOST_WAITING),
            heard: CoalescingQueue::new(MOST_WAITING),
        }
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
                        self.heard.push(announcement);
                    }
                }
                announcements = self.to_tell.next_batch(AT_ONCE) => {
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

impl Announcements for RedisAnnouncements {
    fn announce(&self, announcement: Announcement) {
        self.to_tell.push(announcement);
    }
}

#[async_trait]
impl AnnouncementFeed for RedisAnnouncements {
    async fn next(&self) -> Announcement {
        self.heard.next().await
    }
}

async fn publish(connection: &mut MultiplexedConnection, announcements: &[Announcement]) -> RedisResult<()> {
    let mut messages = redis::pipe();
    for announcement in announcements {
        messages.cmd("PUBLISH").arg(CHANNEL).arg(print_announcement(*announcement)).ignore();
    }
    messages.query_async(connection).await
}

/// `None` for what a newer replica says.
fn read(payload: &[u8]) -> Option<Announcement> {
    parse_announcement(str::from_utf8(payload).ok()?)
}

fn too_slow() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::TimedOut).into()
}
