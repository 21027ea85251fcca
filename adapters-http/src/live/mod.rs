//! Streams of what changes, open for as long as their clients like.
//!
//! There may be thousands, nearly all of which have nothing to do. So one that waits is a place in the `hub`, with no
//! timer, no task and no connection to the database of its own; the hub's one ticker serves all of them.

mod event;
mod events;
mod hub;
#[cfg(test)]
mod hub_tests;
mod part;
mod reading;
mod subscription;

pub(crate) use events::Events;
pub use hub::Hub;
pub(crate) use hub::Refused;
pub(crate) use part::Part;
pub(crate) use reading::{Reads, Sources};
