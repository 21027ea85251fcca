//! Fair queues for expensive work: the work of one user delays other users only briefly. The queues need no async runtime and
//! no clock.

mod gate;
mod read_turns;

pub use gate::{Gate, Permit};
pub use read_turns::{Admission, ReadTurns, Turn};
