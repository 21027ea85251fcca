//! Rate limits, failed password attempts and announcements, shared by replicas through Redis.
//!
//! Redis stores only data that may be lost. While Redis is unavailable, each replica uses the counters of its fallback
//! adapters, and a circuit breaker prevents most requests from waiting for Redis.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod announcements;
mod client;
mod config;
mod diagnosis;
mod failures;
mod key_names;
mod limiter;
mod reported_circuit;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "tests panic on failure")]
pub mod testing;

pub use announcements::RedisAnnouncements;
pub use client::RedisClient;
pub use config::{InvalidRedis, RedisConfig};
pub use diagnosis::{Diagnosis, DiagnosisError, diagnose};
pub use failures::RedisFailures;
pub use limiter::RedisLimiter;
