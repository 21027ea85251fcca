//! Access tokens against everything that is known to go wrong with JSON Web Tokens (RFC 8725).

mod algorithm_and_key;
mod claims;
mod forge;
mod header;
mod json;
mod key_pairs;
mod pairs;
mod text;
