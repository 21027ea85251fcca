//! Wakes the streams of changes, which are open for as long as their clients like.
//!
//! There may be thousands, nearly all of which have nothing to do. So a waiting stream is a place in the [`Hub`], with no
//! timer, no task and no database connection of its own; the hub's one ticker serves all of them.

mod hub;
#[cfg(test)]
mod hub_tests;
mod subscriber;
mod subscription;

pub use hub::Hub;
pub(crate) use hub::Refused;
pub(crate) use subscriber::Signals;
pub(crate) use subscription::Subscription;
