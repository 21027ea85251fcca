//! The clock port, the only source of times in the domain.

mod port;
#[cfg(feature = "system-clock")]
mod system_clock;

pub use port::{Clock, Timestamp};
#[cfg(feature = "system-clock")]
pub use system_clock::SystemClock;
