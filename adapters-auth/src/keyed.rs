//! HMAC with a key of any length.

use hmac::{KeyInit, Mac};

#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of every length (RFC 2104 §3); only the trait can refuse"
)]
pub(crate) fn keyed<M: Mac + KeyInit>(key: &[u8]) -> M {
    <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of every length")
}
