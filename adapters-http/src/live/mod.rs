//! Wakes the event streams, which can stay open for hours.
//!
//! There may be thousands of streams, and nearly all of them are idle. A waiting stream is therefore only an entry in
//! the [`Hub`], and needs no timer, task or database connection. One timer of the hub serves all streams.

mod hub;
#[cfg(test)]
mod hub_tests;
mod subscriber;
mod subscription;

pub use hub::Hub;
pub(crate) use hub::StreamRejected;
pub(crate) use subscriber::Signals;
pub(crate) use subscription::Subscription;
