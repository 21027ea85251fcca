//! The body of a change stream: it reads changes on a signal, and writes them as server-sent events.

mod body;
mod event;
mod part;
mod reading;

pub(crate) use body::Events;
pub(crate) use part::Part;
pub(crate) use reading::{Reads, Sources};
