//! Removes expired rows, so that no table grows without end.

mod cleanup_round;
mod housekeeper;

pub(crate) use cleanup_round::CleanupRound;
pub(crate) use housekeeper::Housekeeper;
