//! What one process counts by itself: rate limits, by the generic cell rate algorithm, and wrong passwords.

mod counters;
mod failures;
mod limiter;
mod steady_clock;

pub use failures::LocalFailures;
pub use limiter::GovernorLimiter;
