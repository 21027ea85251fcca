//! Access tokens against everything that is known to go wrong with JSON Web Tokens (RFC 8725).
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

mod algorithm_and_key;
mod claims;
mod forge;
mod header;
mod json;
mod key_pairs;
mod pairs;
mod text;
