//! Tests of access tokens against known attacks on JSON Web Tokens (RFC 8725).

mod algorithm_and_key;
mod claims;
mod forge;
mod header;
mod json;
mod key_pairs;
mod pairs;
mod text;
