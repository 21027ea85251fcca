//! Tests of passwords and tokens through the public API.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod access_tokens;
mod password_hasher;
mod refresh_tokens;
