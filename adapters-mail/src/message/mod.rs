//! Messages in the format of RFC 5322.

mod address;
mod compose;
mod headers;
mod sender;

pub(crate) use compose::{Composer, Message};
pub use sender::{InvalidSender, Sender};
