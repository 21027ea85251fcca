//! Connects the replicas through Redis. Without Redis, they can still send announcements through PostgreSQL.

use std::sync::Arc;

use secrecy::SecretString;
use tasklane_core::announcements::NoAnnouncements;
use tasklane_core::clock::Clock;
use tasklane_postgres::PostgresAnnouncements;
use tasklane_redis::{RedisAnnouncements, RedisClient};
use tasklane_runtime::{AnnouncementFeed, SharedStore};

use crate::settings::{Database, ListenNotify, Settings};

#[derive(Clone)]
pub(crate) struct Replicas {
    redis: Option<RedisClient>,
    channel: Channel,
}

#[derive(Clone)]
enum Channel {
    Redis(Arc<RedisAnnouncements>),
    Postgres(Arc<PostgresAnnouncements>),
    None,
}

impl Replicas {
    pub(crate) fn new(settings: &Settings, secret: &SecretString, clock: &Arc<dyn Clock>) -> Self {
        let redis = settings
            .redis
            .as_ref()
            .map(|redis| RedisClient::new(redis.config.clone(), secret, redis.timeout, clock.clone()));
        let channel = match (&settings.redis, &settings.database) {
            (Some(redis), _) => Channel::Redis(Arc::new(RedisAnnouncements::new(redis.config.clone()))),
            (None, Database::Postgres(config)) if settings.listen_notify == ListenNotify::On => {
                Channel::Postgres(Arc::new(PostgresAnnouncements::new(config.as_ref().clone())))
            }
            (None, _) => Channel::None,
        };
        Self { redis, channel }
    }

    pub(crate) fn redis_client(&self) -> Option<RedisClient> {
        self.redis.clone()
    }

    pub(crate) fn shared_store(&self) -> Option<Arc<dyn SharedStore>> {
        self.redis_client().map(|redis| -> Arc<dyn SharedStore> { Arc::new(redis) })
    }

    pub(crate) fn announcements(&self) -> Arc<dyn AnnouncementFeed> {
        match &self.channel {
            Channel::Redis(announcements) => announcements.clone(),
            Channel::Postgres(announcements) => announcements.clone(),
            Channel::None => Arc::new(NoAnnouncements),
        }
    }

    /// Sends and receives announcements. Runs until the future is dropped.
    pub(crate) async fn run_channel(&self) {
        match &self.channel {
            Channel::Redis(announcements) => announcements.run().await,
            Channel::Postgres(announcements) => announcements.run().await,
            Channel::None => std::future::pending().await,
        }
    }
}
