//! The caller of a request, and the rate limits on callers.

mod address_limit;
mod rate_limit;
mod signed_in;

pub(crate) use address_limit::{LoginAllowed, RegisterAllowed};
pub(crate) use rate_limit::{
    check_confirmation, check_link_limit, check_name_change, check_rate_limit, refund_link,
    register_rejection_counters,
};
pub(crate) use signed_in::{ConfirmingUser, OwnTask, Owner, SignedIn, bearer};
