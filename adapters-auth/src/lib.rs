//! Passwords, tokens and randomness: what implements the ports of the domain that rest on cryptography.
//!
//! Three keys, none of which is another: the **pepper** goes into password hashes, the **secret key** signs access
//! tokens, and a key derived from the secret key seals refresh tokens. [`check_secret`] says whether a secret is fit
//! for use; nothing else here asks again.

mod access_tokens;
mod entropy;
mod hashing_limit;
mod hmac_algorithm;
mod keyed;
mod password_hasher;
mod password_scheme;
mod refresh_tokens;
mod secret;

pub use access_tokens::JwtAccessTokens;
pub use entropy::SystemEntropy;
pub use hashing_limit::HashingLimit;
pub use hmac_algorithm::{HmacAlgorithm, UnknownAlgorithm};
pub use password_hasher::BcryptHasher;
pub use password_scheme::{CostOutOfRange, UnreadableHash};
pub use refresh_tokens::SealedRefreshTokens;
pub use secret::{WeakSecret, check_secret, generate_secret};
