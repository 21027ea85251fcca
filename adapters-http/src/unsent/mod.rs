//! Responses that wait to be sent: how many bytes of them the process holds, of which user, and how a long one is sent
//! part by part.
//!
//! A response of at most [`SMALL`](crate::respond::SMALL) bytes is not counted. Before the work on a larger one begins, its bytes are reserved
//! ([`RequestBudget::reserve`]); they are returned once the connection has taken them.

mod budget;
mod part_body;
mod parts;
mod recipient;
mod request_budget;
mod sending;
mod shares;
#[cfg(test)]
mod shares_tests;
mod whole_body;

pub(crate) use budget::{Budget, Reservation};
pub(crate) use parts::{Part, PartError, Parts};
pub(crate) use request_budget::RequestBudget;
pub(crate) use sending::Sending;

/// How many bytes are handed to a connection at a time, at most: it copies them.
pub(crate) const PIECE: usize = 32 * 1024;
