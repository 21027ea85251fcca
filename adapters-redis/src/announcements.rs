//! Sends and receives announcements with Redis publish/subscribe, on dedicated connections.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSubStream};
use redis::{AsyncConnectionConfig, RedisError, RedisResult};
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_runtime::{AnnouncementFeed, CoalescingQueue, format_announcement, parse_announcement};
use tokio::time::{sleep, timeout};

use crate::config::RedisConfig;

const CHANNEL: &str = "tasklane:announcements";
/// Maximum number of queued announcements in each direction.
const QUEUE_CAPACITY: usize = 10_000;
/// Maximum number of announcements that are published in one round trip.
const BATCH_SIZE: usize = 500;
const TIMEOUT: Duration = Duration::from_secs(1);
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

/// Sends announcements to other replicas, and receives announcements from them. Each direction queues at most 10 000
/// announcements.
pub struct RedisAnnouncements {
    config: RedisConfig,
    outgoing: CoalescingQueue<Announcement>,
    incoming: CoalescingQueue<Announcement>,
}

impl RedisAnnouncements {
    /// Announcements are sent and received only while [`run`](Self::run) runs.
    pub fn new(config: RedisConfig) -> Self {
        Self {
            config,
            outgoing: CoalescingQueue::new(QUEUE_CAPACITY),
            incoming: CoalescingQueue::new(QUEUE_CAPACITY),
        }
    }

    /// Sends and receives until the future is dropped. While Redis is unavailable, replicas find changes by polling.
    pub async fn run(&self) {
        let mut was_connected = true;
        loop {
            let ended = match self.connect().await {
                Ok(connections) => {
                    was_connected = true;
                    self.exchange(connections).await
                }
                Err(error) => Err(error),
            };
            if let Err(error) = ended
                && was_connected
            {
                tracing::warn!(cause = %error, "cannot exchange announcements through Redis, retrying");
                was_connected = false;
            }
            sleep(RECONNECT_DELAY).await;
        }
    }

    /// Opens one connection for receiving and one for publishing.
    async fn connect(&self) -> RedisResult<(PubSubStream, MultiplexedConnection)> {
        let stream = timeout(TIMEOUT, self.subscribe()).await.map_err(|_elapsed| timed_out())??;
        let how = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        Ok((stream, self.config.client.get_multiplexed_async_connection_with_config(&how).await?))
    }

    /// Sends and receives announcements until a connection breaks.
    async fn exchange(
        &self,
        (mut stream, mut connection): (PubSubStream, MultiplexedConnection),
    ) -> RedisResult<()> {
        loop {
            tokio::select! {
                message = stream.next() => {
                    let Some(message) = message else { return Ok(()) };
                    if let Some(announcement) = read(message.get_payload_bytes()) {
                        self.incoming.push(announcement);
                    }
                }
                announcements = self.outgoing.next_batch(BATCH_SIZE) => {
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
        self.outgoing.push(announcement);
    }
}

#[async_trait]
impl AnnouncementFeed for RedisAnnouncements {
    async fn next(&self) -> Announcement {
        self.incoming.next().await
    }
}

async fn publish(connection: &mut MultiplexedConnection, announcements: &[Announcement]) -> RedisResult<()> {
    let mut messages = redis::pipe();
    for announcement in announcements {
        messages.cmd("PUBLISH").arg(CHANNEL).arg(format_announcement(*announcement)).ignore();
    }
    messages.query_async(connection).await
}

/// Returns `None` for an announcement of an unknown kind, which a newer server version may send.
fn read(payload: &[u8]) -> Option<Announcement> {
    parse_announcement(str::from_utf8(payload).ok()?)
}

fn timed_out() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::TimedOut).into()
}
