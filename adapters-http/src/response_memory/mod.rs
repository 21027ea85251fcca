//! Limits the memory of responses that wait to be sent, per user and for the whole process, and sends long responses
//! part by part.
//!
//! Responses of at most [`SMALL`](crate::respond::SMALL) bytes are not counted. The memory of a larger response is
//! reserved before the response is produced ([`RequestMemory::reserve`]), and released once the connection has accepted
//! its bytes.

mod memory;
mod part_body;
mod parts;
mod recipient;
mod request_memory;
mod shares;
#[cfg(test)]
mod shares_tests;
mod transmission;
mod whole_body;

pub(crate) use memory::{Reservation, ResponseMemory};
pub(crate) use parts::{Part, PartError, Parts};
pub(crate) use request_memory::RequestMemory;
pub(crate) use transmission::Transmission;

/// Maximum number of bytes passed to a connection at a time, because the connection copies them.
pub(crate) const PIECE: usize = 32 * 1024;
