//! The body of a change stream: it reads changes on a signal, and writes them as server-sent events.

mod batch;
mod body;
mod event;
mod read;

pub(crate) use batch::EventBatch;
pub(crate) use body::Events;
pub(crate) use read::{ReadPermits, StreamServices};
