//! HMAC with a key of any length.

use hmac::{KeyInit, Mac};

#[expect(
    clippy::expect_used,
    reason = "HMAC accepts keys of any length (RFC 2104 §3); only the trait is fallible"
)]
pub(crate) fn new_hmac<M: Mac + KeyInit>(key: &[u8]) -> M {
    <M as KeyInit>::new_from_slice(key).expect("HMAC accepts keys of any length")
}
