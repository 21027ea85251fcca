//! A key that signs, with the key that verifies its signatures.

use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair,
};
use jsonwebtoken::{Algorithm, EncodingKey};
use secrecy::{ExposeSecret, SecretString};

use super::{UnusableKey, VerifyingKey, pem};
use crate::{HmacAlgorithm, KeyPairAlgorithm};

/// A key that signs access tokens. `Debug` does not show it.
#[derive(Debug, Clone)]
pub struct SigningKey {
    encoding: EncodingKey,
    verifying: VerifyingKey,
}

impl SigningKey {
    /// Signs with a secret. Check the length of the secret with [`HmacAlgorithm::check_length`] first.
    pub fn secret(algorithm: HmacAlgorithm, secret: &SecretString) -> Self {
        Self {
            encoding: EncodingKey::from_secret(secret.expose_secret().as_bytes()),
            verifying: VerifyingKey::secret(algorithm, secret),
        }
    }

    /// Reads a private key, and derives the public key.
    pub fn from_pem(algorithm: KeyPairAlgorithm, pem: &SecretString) -> Result<Self, UnusableKey> {
        let document = pem::read_private(algorithm, pem.expose_secret())?;
        let key = pem::parse_private(algorithm, &document)?;
        let der = document.as_bytes();
        let (encoding, public) = match algorithm {
            KeyPairAlgorithm::EdDsa => {
                (EncodingKey::from_ed_der(der), public(Ed25519KeyPair::from_pkcs8(der))?)
            }
            KeyPairAlgorithm::Es256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
                (EncodingKey::from_ec_der(der), public(pair)?)
            }
            // For RSA, the library expects the key inside the PKCS#8 structure.
            KeyPairAlgorithm::Rs256 => {
                (EncodingKey::from_rsa_der(key.private_key.as_bytes()), public(RsaKeyPair::from_pkcs8(der))?)
            }
        };
        Ok(Self { encoding, verifying: VerifyingKey::from_bytes(algorithm, &public)? })
    }

    /// Returns the key that verifies the signatures.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    pub(crate) fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.verifying.algorithm()
    }
}

fn public<K: KeyPair>(pair: Result<K, KeyRejected>) -> Result<Vec<u8>, UnusableKey> {
    match pair {
        Ok(pair) => Ok(pair.public_key().as_ref().to_vec()),
        Err(rejected) if ["TooSmall", "TooLarge"].contains(&rejected.description_()) => {
            Err(UnusableKey::RsaSize)
        }
        Err(_says_no_more) => Err(UnusableKey::Damaged),
    }
}
