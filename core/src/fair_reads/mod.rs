//! Fair queues for expensive work: the work of one user delays other users only briefly. The queues need no async runtime and
//! no clock.

mod scheduler;
mod semaphore;

pub use scheduler::{Admission, FairReadScheduler, SlicePermit};
pub use semaphore::{FairSemaphore, Permit};
