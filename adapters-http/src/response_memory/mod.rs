//! Limits the memory of responses that wait to be sent, per user and for the whole process, and sends long responses
//! part by part.
//!
//! Responses of at most [`MAX_UNCOUNTED_BYTES`] are not counted. The memory of a larger response is reserved before the
//! response is produced ([`ResponseBudget::reserve`]), and released when the connection has accepted the bytes of the
//! response.
//!
//! [`MAX_UNCOUNTED_BYTES`]: crate::respond::MAX_UNCOUNTED_BYTES

mod buffered_body;
mod memory;
mod part_body;
mod parts;
mod recipient;
mod response_budget;
mod shares;
#[cfg(test)]
mod shares_tests;
mod transmission;

pub(crate) use memory::{Reservation, ResponseMemory};
pub(crate) use parts::{Part, PartError, Parts};
pub(crate) use response_budget::ResponseBudget;
pub(crate) use transmission::Transmission;

/// Maximum number of bytes passed to a connection at a time, because the connection copies them.
pub(crate) const MAX_CHUNK_BYTES: usize = 32 * 1024;
