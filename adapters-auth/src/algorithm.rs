//! The algorithms that may sign access tokens (RFC 7518 §3.1, RFC 8037 §3.1).

use std::str::FromStr;

use jsonwebtoken as jwt;
use secrecy::{ExposeSecret, SecretString};
use strum::{Display, EnumString};
use thiserror::Error;

/// Either one secret signs and verifies, or a private key signs and a public key verifies. With a key pair, other
/// services can verify tokens without being able to sign them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// One secret signs and verifies.
    Hmac(HmacAlgorithm),
    /// A private key signs, a public key verifies.
    KeyPair(KeyPairAlgorithm),
}

/// An HMAC algorithm. It is displayed and parsed as its case-sensitive name in RFC 7518.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Display, EnumString)]
#[strum(serialize_all = "UPPERCASE")]
pub enum HmacAlgorithm {
    /// HMAC with SHA-256. The secret has at least 32 bytes.
    #[default]
    Hs256,
    /// HMAC with SHA-384. The secret has at least 48 bytes.
    Hs384,
    /// HMAC with SHA-512. The secret has at least 64 bytes.
    Hs512,
}

/// An algorithm with a key pair. It is displayed and parsed as its case-sensitive name in RFC 7518 or RFC 8037.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "UPPERCASE")]
pub enum KeyPairAlgorithm {
    /// `EdDSA` on the curve Ed25519.
    #[strum(serialize = "EdDSA")]
    EdDsa,
    /// ECDSA on P-256.
    Es256,
    /// RSA with PKCS #1 v1.5 padding and at least 2048 bits.
    Rs256,
}

/// The algorithm is unknown or not supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the algorithm must be HS256, HS384, HS512, EdDSA, ES256 or RS256")]
pub struct UnknownAlgorithm;

/// The secret is shorter than the hash of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0} needs a key of at least {bytes} bytes", bytes = .0.min_key_bytes())]
pub struct KeyTooShort(HmacAlgorithm);

impl Default for Algorithm {
    fn default() -> Self {
        Self::Hmac(HmacAlgorithm::default())
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        let hmac = name.parse().map(Self::Hmac);
        hmac.or_else(|_unknown| name.parse().map(Self::KeyPair)).map_err(|_unknown| UnknownAlgorithm)
    }
}

impl HmacAlgorithm {
    /// Returns the length of the hash. The key must be at least as long (RFC 7518 §3.2).
    fn min_key_bytes(self) -> usize {
        match self {
            Self::Hs256 => 32,
            Self::Hs384 => 48,
            Self::Hs512 => 64,
        }
    }

    /// Rejects a secret that is shorter than the hash of the algorithm (RFC 7518 §3.2).
    pub fn check_length(self, key: &SecretString) -> Result<(), KeyTooShort> {
        if key.expose_secret().len() < self.min_key_bytes() { Err(KeyTooShort(self)) } else { Ok(()) }
    }
}

impl From<HmacAlgorithm> for jwt::Algorithm {
    fn from(algorithm: HmacAlgorithm) -> Self {
        match algorithm {
            HmacAlgorithm::Hs256 => Self::HS256,
            HmacAlgorithm::Hs384 => Self::HS384,
            HmacAlgorithm::Hs512 => Self::HS512,
        }
    }
}

impl From<KeyPairAlgorithm> for jwt::Algorithm {
    fn from(algorithm: KeyPairAlgorithm) -> Self {
        match algorithm {
            KeyPairAlgorithm::EdDsa => Self::EdDSA,
            KeyPairAlgorithm::Es256 => Self::ES256,
            KeyPairAlgorithm::Rs256 => Self::RS256,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithm_names_are_case_sensitive() {
        assert_eq!("HS256".parse(), Ok(Algorithm::default()));
        for name in ["HS256", "HS384", "HS512", "EdDSA", "ES256", "RS256"] {
            let shown = match name.parse().unwrap() {
                Algorithm::Hmac(algorithm) => algorithm.to_string(),
                Algorithm::KeyPair(algorithm) => algorithm.to_string(),
            };
            assert_eq!(shown, name);
        }
        for other in
            ["", "none", "None", "hs256", " HS256", "HS1", "RS384", "PS256", "ES384", "EDDSA", "Ed25519"]
        {
            assert_eq!(other.parse::<Algorithm>(), Err(UnknownAlgorithm), "{other}");
        }
    }

    #[test]
    fn key_must_be_at_least_as_long_as_the_hash() {
        for (algorithm, min) in
            [(HmacAlgorithm::Hs256, 32), (HmacAlgorithm::Hs384, 48), (HmacAlgorithm::Hs512, 64)]
        {
            assert_eq!(algorithm.check_length(&"k".repeat(min).into()), Ok(()));
            let short = algorithm.check_length(&"k".repeat(min - 1).into()).unwrap_err();
            assert_eq!(short.to_string(), format!("{algorithm} needs a key of at least {min} bytes"));
        }
    }
}
