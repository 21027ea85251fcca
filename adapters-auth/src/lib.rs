//! The cryptographic adapters: password hashing, access tokens, refresh tokens and random numbers.
//!
//! There are three keys: the **pepper** is mixed into password hashes, the **secret key** or a private key signs access
//! tokens, and a key derived from the secret key seals refresh tokens. Check secrets with [`check_secret`] and
//! `HmacAlgorithm::check_length` before use, because the constructors don't check them.
//!
//! The feature `access-tokens` is on by default and needs a C compiler. Passwords and refresh tokens work without it.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

#[cfg(feature = "access-tokens")]
mod access_tokens;
#[cfg(feature = "access-tokens")]
mod algorithm;
mod common_passwords;
mod entropy;
mod hashing_limit;
mod hashing_queue;
mod hmac;
#[cfg(feature = "access-tokens")]
mod keys;
mod password_hasher;
mod password_metrics;
mod password_scheme;
mod refresh_tokens;
mod secret;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "tests panic on failure")]
pub mod testing;

#[cfg(feature = "access-tokens")]
pub use access_tokens::{CachingVerifier, JwtAccessTokens, JwtVerifier};
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
