//! Removes what nobody needs any more, so that no table grows without end.

mod housekeeper;
mod tidying;
mod turn;

pub(crate) use housekeeper::Housekeeper;
pub(crate) use tidying::Tidying;
pub(crate) use turn::Turn;
