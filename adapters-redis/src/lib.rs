//! What several replicas share through Redis: rate limits, wrong passwords, and announcements.
//!
//! Nothing is kept here that could not be lost. While Redis can't be asked, each replica counts by itself, through the
//! adapters that it was given as a fallback; a `circuit` sees to it that no request waits for a server that is gone.

mod announcements;
mod client;
mod config;
mod failures;
mod key_names;
mod limiter;
mod reported_circuit;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that can't go on shall stop")]
pub mod testing;

pub use announcements::RedisAnnouncements;
pub use client::RedisClient;
pub use config::{InvalidRedis, RedisConfig};
pub use failures::RedisFailures;
pub use limiter::RedisLimiter;
