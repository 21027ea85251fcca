//! Passwords, tokens and randomness: what implements the ports of the domain that rest on cryptography.
//!
//! Three keys, none of which is another: the **pepper** goes into password hashes, the **secret key** or a private key
//! signs access tokens, and a key derived from the secret key seals refresh tokens. [`check_secret`] and
//! `HmacAlgorithm::check_length` say whether a secret is fit for use; nothing else here asks again.
//!
//! Access tokens have a feature of their own, `access-tokens`, which is on by default and needs a C compiler. Passwords
//! and refresh tokens need none.

#[cfg(feature = "access-tokens")]
mod access_tokens;
#[cfg(feature = "access-tokens")]
mod algorithm;
mod common_passwords;
mod entropy;
mod figures;
mod hashing_limit;
mod hashing_queue;
mod keyed;
#[cfg(feature = "access-tokens")]
mod keys;
mod password_hasher;
mod password_scheme;
mod refresh_tokens;
mod secret;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that can't go on shall stop")]
pub mod testing;

#[cfg(feature = "access-tokens")]
pub use access_tokens::{JwtAccessTokens, JwtVerifier, RememberedTokens};
#[cfg(feature = "access-tokens")]
pub use algorithm::{Algorithm, HmacAlgorithm, KeyPairAlgorithm, KeyTooShort, UnknownAlgorithm};
pub use common_passwords::BundledPasswords;
pub use entropy::SystemEntropy;
pub use hashing_limit::HashingLimit;
#[cfg(feature = "access-tokens")]
pub use keys::{SigningKey, UnusableKey, UnusableKeySet, VerifyingKey};
pub use password_hasher::BcryptHasher;
pub use password_scheme::{CostOutOfRange, UnreadableHash, is_older_hash, unusable_hash};
pub use refresh_tokens::SealedRefreshTokens;
pub use secret::{WeakSecret, check_secret, generate_secret};
