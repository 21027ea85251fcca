//! The body of a stream of changes: what it reads, when, and how it writes that as server-sent events.

mod body;
mod event;
mod part;
mod reading;

pub(crate) use body::Events;
pub(crate) use part::Part;
pub(crate) use reading::{Reads, Sources};
