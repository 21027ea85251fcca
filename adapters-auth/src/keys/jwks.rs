//! Writes and reads public keys as a JSON Web Key Set (RFC 7517 §5).

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use serde_json::Value;
use thiserror::Error;

use super::VerifyingKey;
use crate::KeyPairAlgorithm;

/// A JSON Web Key Set has no usable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnusableKeySet {
    /// The document is not JSON, or has no list `keys`.
    #[error("not a JSON Web Key Set")]
    Malformed,
    /// The set has no usable key for the algorithm.
    #[error("no key in the set is for {0}")]
    NoKey(KeyPairAlgorithm),
}

/// Writes the public keys. Secrets are omitted, because a reader of a secret could sign tokens.
pub(crate) fn write_jwks<'a>(keys: impl IntoIterator<Item = &'a VerifyingKey>) -> String {
    let keys = keys.into_iter().filter_map(VerifyingKey::public).cloned().collect();
    // Serialization of strings and lists can't fail.
    serde_json::to_string(&JwkSet { keys }).unwrap_or_default()
}

/// Returns the keys for one algorithm. Invalid keys and keys for other purposes are ignored (RFC 7517 §5).
pub(crate) fn read_jwks(
    algorithm: KeyPairAlgorithm,
    document: &str,
) -> Result<Vec<VerifyingKey>, UnusableKeySet> {
    let set: Value =
        serde_json::from_str(document).map_err(|_says_what_it_read| UnusableKeySet::Malformed)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or(UnusableKeySet::Malformed)?;
    let usable: Vec<_> = keys.iter().filter_map(|key| read(algorithm, key)).collect();
    if usable.is_empty() { Err(UnusableKeySet::NoKey(algorithm)) } else { Ok(usable) }
}

fn read(algorithm: KeyPairAlgorithm, key: &Value) -> Option<VerifyingKey> {
    let key: Jwk = serde_json::from_value(key.clone()).ok()?;
    let common = &key.common;
    let is_for_signatures = common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
    let is_for_this =
        common.key_algorithm.is_none_or(|it| it == jsonwebtoken::Algorithm::from(algorithm).into());
    if is_for_signatures && is_for_this { VerifyingKey::from_jwk(algorithm, &key).ok() } else { None }
}
