//! Counters of one process: rate limits, by the generic cell rate algorithm, and failed password attempts.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod counters;
mod failures;
mod key_states;
mod limiter;
mod steady_clock;

pub use failures::LocalFailures;
pub use limiter::GovernorLimiter;
