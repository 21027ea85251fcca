//! A key that verifies, and its id.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, Jwk, PublicKeyUse, ThumbprintHash,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{UnusableKey, pem};
use crate::hmac::new_hmac;
use crate::{HmacAlgorithm, KeyPairAlgorithm};

/// The id of a secret is a MAC of this label, so the id reveals no more about the secret than a signature does.
const ID_LABEL: &[u8] = b"tasklane access token key id v1";
/// 128 bits are enough to distinguish a few keys.
const ID_BYTES: usize = 16;

/// A key that verifies access tokens. `Debug` does not show it.
#[derive(Debug, Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    id: String,
    decoding: DecodingKey,
    /// `None` for a secret, which must not be published.
    public: Option<Jwk>,
}

impl VerifyingKey {
    /// Verifies with the secret that signs.
    pub fn secret(algorithm: HmacAlgorithm, secret: &SecretString) -> Self {
        let secret = secret.expose_secret().as_bytes();
        let id: Hmac<Sha256> = new_hmac(secret);
        let id = id.chain_update(ID_LABEL).finalize().into_bytes();
        Self {
            algorithm: algorithm.into(),
            id: URL_SAFE_NO_PAD.encode(id.get(..ID_BYTES).unwrap_or_default()),
            decoding: DecodingKey::from_secret(secret),
            public: None,
        }
    }

    /// Reads a public key. Its id is its thumbprint (RFC 7638).
    pub fn from_pem(algorithm: KeyPairAlgorithm, pem: &str) -> Result<Self, UnusableKey> {
        Self::from_bytes(algorithm, &pem::read_public(algorithm, pem)?)
    }

    pub(super) fn from_bytes(algorithm: KeyPairAlgorithm, bytes: &[u8]) -> Result<Self, UnusableKey> {
        let decoding = match algorithm {
            KeyPairAlgorithm::EdDsa => DecodingKey::from_ed_der(bytes),
            KeyPairAlgorithm::Es256 => DecodingKey::from_ec_der(bytes),
            KeyPairAlgorithm::Rs256 => DecodingKey::from_rsa_der(bytes),
        };
        let jwk = Jwk::from_decoding_key(&decoding, Some(algorithm.into()));
        Self::from_jwk(algorithm, &jwk.map_err(|_says_what_it_read| UnusableKey::Damaged)?)
    }

    /// Uses the key id in the JSON Web Key, because tokens contain this id. Without a key id, uses the thumbprint.
    pub(super) fn from_jwk(algorithm: KeyPairAlgorithm, jwk: &Jwk) -> Result<Self, UnusableKey> {
        check(algorithm, &jwk.algorithm)?;
        let decoding = DecodingKey::from_jwk(jwk).map_err(|_says_what_it_read| UnusableKey::Damaged)?;
        let thumbprint =
            jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_says_what_it_read| UnusableKey::Damaged)?;
        let id = jwk.common.key_id.clone().unwrap_or(thumbprint);
        let common = CommonParameters {
            public_key_use: Some(PublicKeyUse::Signature),
            key_algorithm: Some(Algorithm::from(algorithm).into()),
            key_id: Some(id.clone()),
            ..CommonParameters::default()
        };
        let public = Some(Jwk { common, algorithm: jwk.algorithm.clone() });
        Ok(Self { algorithm: algorithm.into(), id, decoding, public })
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the key id, which is the `kid` header of tokens.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }

    pub(super) fn public(&self) -> Option<&Jwk> {
        self.public.as_ref()
    }
}

/// Rejects a key of the wrong kind. The library would accept the key, and then reject every signature.
fn check(algorithm: KeyPairAlgorithm, key: &AlgorithmParameters) -> Result<(), UnusableKey> {
    let parsed = match (algorithm, key) {
        (KeyPairAlgorithm::EdDsa, AlgorithmParameters::OctetKeyPair(key))
            if key.curve == EllipticCurve::Ed25519 =>
        {
            ParsedPublicKey::new(&ED25519, decoded(&key.x)?)
        }
        (KeyPairAlgorithm::Es256, AlgorithmParameters::EllipticCurve(key))
            if key.curve == EllipticCurve::P256 =>
        {
            let point = [vec![4], decoded(&key.x)?, decoded(&key.y)?].concat();
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        }
        (KeyPairAlgorithm::Rs256, AlgorithmParameters::RSA(key)) => {
            let is_fit = (2048..=8192).contains(&bits(&decoded(&key.n)?));
            return if is_fit { Ok(()) } else { Err(UnusableKey::RsaSize) };
        }
        _ => return Err(UnusableKey::OtherKind(algorithm)),
    };
    parsed.map(drop).map_err(|_says_no_more| UnusableKey::Damaged)
}

fn decoded(text: &str) -> Result<Vec<u8>, UnusableKey> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_says_what_it_read| UnusableKey::Damaged)
}

/// Returns the bit length of a big-endian number. Leading zero bits don't count.
fn bits(number: &[u8]) -> usize {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    let zeros = significant.clone().next().map_or(0, |byte| byte.leading_zeros());
    (significant.count() * 8).saturating_sub(usize::try_from(zeros).unwrap_or_default())
}
