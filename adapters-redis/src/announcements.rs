//! Announcements by publish and subscribe, on connections of their own.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSubStream};
use redis::{AsyncConnectionConfig, RedisError, RedisResult};
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::ids::UserId;
use tokio::sync::{Mutex, mpsc};
use tokio::time::{sleep, timeout};

use crate::config::RedisConfig;

const CHANNEL: &str = "tasklane:announcements";
const SESSIONS_ENDED: &str = "sessions-ended";
/// The user's id follows.
const TASKS_CHANGED: &str = "tasks-changed:";
/// More than these are dropped: they are hints, and many of them are the same.
const WAITING: usize = 64;
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN_CONNECTS: Duration = Duration::from_secs(1);

pub struct RedisAnnouncements {
    config: RedisConfig,
    told: mpsc::Sender<Announcement>,
    to_tell: Mutex<mpsc::Receiver<Announcement>>,
    heard: mpsc::Sender<Announcement>,
    to_hear: Mutex<mpsc::Receiver<Announcement>>,
}

impl RedisAnnouncements {
    /// Nothing is told or heard but while [`run`](Self::run) runs.
    pub fn new(config: RedisConfig) -> Self {
        let (told, to_tell) = mpsc::channel(WAITING);
        let (heard, to_hear) = mpsc::channel(WAITING);
        Self { config, told, to_tell: Mutex::new(to_tell), heard, to_hear: Mutex::new(to_hear) }
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
        let mut to_tell = self.to_tell.lock().await;
        loop {
            tokio::select! {
                message = stream.next() => {
                    let Some(message) = message else { return Ok(()) };
                    if let Some(announcement) = read(message.get_payload_bytes()) {
                        // Full: as many are to be heard already.
                        let _dropped = self.heard.try_send(announcement);
                    }
                }
                Some(announcement) = to_tell.recv() => publish(&mut connection, announcement).await?,
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
        let _dropped = self.told.try_send(announcement);
    }

    async fn next(&self) -> Announcement {
        match self.to_hear.lock().await.recv().await {
            Some(announcement) => announcement,
            // We hold the sender ourselves, so it never ends.
            None => std::future::pending().await,
        }
    }
}

async fn publish(connection: &mut MultiplexedConnection, announcement: Announcement) -> RedisResult<()> {
    redis::cmd("PUBLISH").arg(CHANNEL).arg(write(announcement)).query_async(connection).await
}

fn write(announcement: Announcement) -> String {
    match announcement {
        Announcement::SessionsEnded => SESSIONS_ENDED.to_owned(),
        Announcement::TasksChanged(user) => format!("{TASKS_CHANGED}{user}"),
    }
}

/// `None` for what a newer replica says.
fn read(payload: &[u8]) -> Option<Announcement> {
    let payload = std::str::from_utf8(payload).ok()?;
    if payload == SESSIONS_ENDED {
        return Some(Announcement::SessionsEnded);
    }
    let user = payload.strip_prefix(TASKS_CHANGED)?.parse().ok()?;
    UserId::new(user).map(Announcement::TasksChanged)
}

fn too_slow() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::TimedOut).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_heard_and_what_nobody_tells_is_not() {
        let user = UserId::new(7).unwrap();
        for announcement in [Announcement::SessionsEnded, Announcement::TasksChanged(user)] {
            assert_eq!(read(write(announcement).as_bytes()), Some(announcement));
        }
        for strange in
            ["", "sessions-ended:7", "tasks-changed", "tasks-changed:", "tasks-changed:0", "tasks-changed:x"]
        {
            assert_eq!(read(strange.as_bytes()), None, "{strange}");
        }
        assert_eq!(read(b"\xff"), None);
    }
}
