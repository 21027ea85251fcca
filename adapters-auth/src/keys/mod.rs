//! Keys that sign and verify access tokens: parsing, key ids, and the published key set.

mod jwks;
mod pem;
mod signing_key;
mod unusable_key;
mod verifying_key;

pub use jwks::UnusableKeySet;
pub(crate) use jwks::{read_jwks, write_jwks};
pub use signing_key::SigningKey;
pub use unusable_key::UnusableKey;
pub use verifying_key::VerifyingKey;
