//! Verifies tokens. A public key is enough.
//!
//! No code here reads a clock: the checks of `exp` and `nbf` in `jsonwebtoken` are off.

use jsonwebtoken::{Header, TokenData, Validation};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, InvalidToken};

use super::claims::{Claims, TASKLANE};
use crate::keys::{UnusableKeySet, VerifyingKey, read_jwks};
use crate::{KeyPairAlgorithm, UnusableKey};

pub(super) const TYPE: &str = "at+jwt";
/// The maximum length of a token. Usual tokens have about 400 bytes, or about 800 bytes with RSA.
const MAX_BYTES: usize = 4096;

/// Verifies tokens without being able to sign them, for services that accept the tokens of another server.
pub struct JwtVerifier {
    keys: Vec<VerifyingKey>,
    validation: Validation,
}

impl JwtVerifier {
    /// Creates a verifier that accepts this key, and only the algorithm of the key.
    pub fn new(key: VerifyingKey) -> Self {
        let mut validation = Validation::new(key.algorithm());
        validation.set_issuer(&[TASKLANE]);
        validation.set_audience(&[TASKLANE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.leeway = 0;
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { keys: vec![key], validation }
    }

    /// Adds a key. A key for another algorithm verifies no token.
    #[must_use]
    pub fn with_additional_key(mut self, other: VerifyingKey) -> Self {
        self.keys.push(other);
        self
    }

    /// Reads the public key of the server that signs. Fails if the text is not a public key for the algorithm.
    pub fn from_pem(algorithm: KeyPairAlgorithm, pem: &str) -> Result<Self, UnusableKey> {
        VerifyingKey::from_pem(algorithm, pem).map(Self::new)
    }

    /// Reads the key set that a server publishes at `/.well-known/jwks.json`. The caller chooses the algorithm,
    /// because a manipulated set could name a weaker algorithm (RFC 8725 §3.1).
    pub fn from_jwks(algorithm: KeyPairAlgorithm, document: &str) -> Result<Self, UnusableKeySet> {
        let mut keys = read_jwks(algorithm, document)?.into_iter();
        let first = keys.next().ok_or(UnusableKeySet::NoKey(algorithm))?;
        Ok(keys.fold(Self::new(first), Self::with_additional_key))
    }

    pub(super) fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    fn read(&self, token: &str) -> Option<AccessClaims> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        if !has_only_known_members(&header) {
            return None;
        }
        let decode =
            |key: &VerifyingKey| jsonwebtoken::decode::<Claims>(token, key.decoding(), &self.validation).ok();
        let TokenData { claims, .. } = match &header.kid {
            Some(id) => decode(self.keys.iter().find(|key| key.id() == id)?)?,
            // Tokens of earlier releases have no key id.
            None => self.keys.iter().find_map(decode)?,
        };
        claims.read()
    }
}

impl AccessTokenVerifier for JwtVerifier {
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        self.read(token).ok_or(InvalidToken)
    }
}

/// Whether the header has the type of access tokens and only the members type, algorithm and key id. All other
/// members are rejected, such as `crit` and the location of a key.
fn has_only_known_members(header: &Header) -> bool {
    let plain = Header { typ: header.typ.clone(), kid: header.kid.clone(), ..Header::new(header.alg) };
    header.typ.as_deref().is_some_and(is_access_type) && *header == plain
}

/// Whether this is the media type of access tokens, which is case-insensitive and can lack "application/" (RFC 7515 §4.1.9).
fn is_access_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}
