//! Limits on how often a route is called: counted before the work is done, and told in the answer.

mod by_address;
mod count;
mod headers;

pub(crate) use by_address::{LoginAllowed, RegisterAllowed};
pub(crate) use count::{count, count_confirmation, count_name, count_user, show_refusals};
pub(crate) use headers::{lockout, streams, tell, unsent, whole_seconds};
