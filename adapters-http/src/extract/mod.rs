//! Parses requests: the caller, the client's address, body, query, path and preconditions. Each part is converted to
//! domain types. The validation errors of a part are reported together, at most 100.

mod body;
mod caller;
mod client;
mod digest;
mod entity_tags;
mod extractor_chain;
mod form_or_json;
mod head_only;
mod idempotency_key;
mod json;
mod member;
mod member_value;
pub(crate) mod object;
mod path;
mod precondition;
mod query;
mod query_names;
mod upload;

pub(crate) use body::without_byte_order_mark;
pub(crate) use caller::{
    ConfirmingUser, LoginAllowed, OwnTask, Owner, RegisterAllowed, SignedIn, bearer, check_confirmation,
    check_link_limit, check_name_change, check_rate_limit, refund_link, register_rejection_counters,
};
pub(crate) use client::{ClientAddress, accepted_language, forwarded, is_from_trusted_proxy, origin};
pub(crate) use digest::digest;
pub(crate) use extractor_chain::ExtractorChain;
pub(crate) use form_or_json::FormOrJson;
pub(crate) use head_only::HeadOnly;
pub(crate) use idempotency_key::RequestKey;
pub(crate) use json::{Input, Json, KeyedJson, OptionalJson};
pub(crate) use member::{Member, MemberErrors, boolean, integer, not_a_string, string, text};
pub(crate) use member_value::{MemberValue, NestedObject};
pub(crate) use path::{SessionRef, TaskRef};
pub(crate) use precondition::{IfMatch, IfNoneMatch};
pub(crate) use query::Query;
pub(crate) use upload::{MediaType, Upload};
