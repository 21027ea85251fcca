//! Removes expired rows, so that tables don't grow without bound.

mod cleanup_round;
mod housekeeper;

pub(crate) use cleanup_round::CleanupRound;
pub(crate) use housekeeper::Housekeeper;
