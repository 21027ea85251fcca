//! The clock port. All times in the domain come from it.

mod port;
#[cfg(feature = "system-clock")]
mod system_clock;

pub use port::{Clock, Timestamp};
#[cfg(feature = "system-clock")]
pub use system_clock::SystemClock;
