//! Rate limits that one process counts by itself, by the generic cell rate algorithm.

mod counters;
mod limiter;
mod steady_clock;

pub use limiter::GovernorLimiter;
