//! Who may do expensive work next: queues in which no user keeps another waiting for long. Free of any runtime and clock.

mod gate;
mod read_turns;

pub use gate::{Gate, Pass};
pub use read_turns::{Admission, ReadTurns, Turn};
