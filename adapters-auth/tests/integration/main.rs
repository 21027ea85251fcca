//! Passwords and tokens as the adapter's users see them.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

mod access_tokens;
mod password_hasher;
mod refresh_tokens;
