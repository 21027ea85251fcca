//! Fair queues for expensive reads: the reads of one user delay other users only briefly. The queues need no async
//! runtime and no clock.

mod scheduler;
mod semaphore;

pub use scheduler::{Admission, FairReadScheduler, SlicePermit};
pub use semaphore::{FairSemaphore, Permit};
