//! What this replica shares with others: nothing, unless there is a Redis.

use std::sync::Arc;

use secrecy::SecretString;
use tasklane_core::announcements::{Announcements, NoAnnouncements};
use tasklane_core::clock::Clock;
use tasklane_redis::{Link, RedisAnnouncements};

use crate::settings::Settings;

#[derive(Clone)]
pub(crate) struct Replicas(Option<Redis>);

#[derive(Clone)]
struct Redis {
    link: Link,
    announcements: Arc<RedisAnnouncements>,
}

impl Replicas {
    pub(crate) fn new(settings: &Settings, secret: &SecretString, clock: &Arc<dyn Clock>) -> Self {
        Self(settings.redis.as_ref().map(|redis| Redis {
            link: Link::new(redis.config.clone(), secret, redis.patience, clock.clone()),
            announcements: Arc::new(RedisAnnouncements::new(redis.config.clone())),
        }))
    }

    pub(crate) fn link(&self) -> Option<Link> {
        self.0.as_ref().map(|redis| redis.link.clone())
    }

    pub(crate) fn announcements(&self) -> Arc<dyn Announcements> {
        match &self.0 {
            Some(redis) => redis.announcements.clone(),
            None => Arc::new(NoAnnouncements),
        }
    }

    /// Passes announcements on. Runs until it is dropped.
    pub(crate) async fn listen(&self) {
        match &self.0 {
            Some(redis) => redis.announcements.run().await,
            None => std::future::pending().await,
        }
    }
}
