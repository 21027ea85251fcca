//! Fair queues for expensive work, in which no user delays another for long. They need no async runtime and no clock.

mod gate;
mod read_turns;

pub use gate::{Gate, Permit};
pub use read_turns::{Admission, ReadTurns, Turn};
