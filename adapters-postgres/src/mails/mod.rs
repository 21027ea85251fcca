//! Mails that have not been sent yet, and the links in mails.

pub(crate) mod link_deletion;
pub(crate) mod links;
pub(crate) mod outbox;
mod rows;
