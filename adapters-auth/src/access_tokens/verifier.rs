//! Verifies tokens, with keys that need not be able to sign.
//!
//! Nothing here reads a clock: `jsonwebtoken` does so only to judge `exp` and `nbf`, and is told not to.

use jsonwebtoken::{Header, TokenData, Validation};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, InvalidToken};

use super::claims::{Claims, TASKLANE};
use crate::keys::{UnusableKeySet, VerifyingKey, read_jwks};
use crate::{KeyPairAlgorithm, UnusableKey};

pub(super) const TYPE: &str = "at+jwt";
/// Ours have some 400 bytes, and one by RSA has some 800.
const MAX_BYTES: usize = 4096;

/// For a service that trusts the tokens of another: it has the public keys, and signs nothing.
pub struct JwtVerifier {
    keys: Vec<VerifyingKey>,
    validation: Validation,
}

impl JwtVerifier {
    /// The key's algorithm is the one algorithm that is accepted.
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

    /// A further key. One for another algorithm verifies nothing.
    #[must_use]
    pub fn also_accepting(mut self, other: VerifyingKey) -> Self {
        self.keys.push(other);
        self
    }

    pub fn from_pem(algorithm: KeyPairAlgorithm, pem: &str) -> Result<Self, UnusableKey> {
        VerifyingKey::from_pem(algorithm, pem).map(Self::new)
    }

    /// With what a server publishes under `/.well-known/jwks.json`. The algorithm is the caller's to know: a set could
    /// be made to name a weaker one (RFC 8725 §3.1).
    pub fn from_jwks(algorithm: KeyPairAlgorithm, document: &str) -> Result<Self, UnusableKeySet> {
        let mut keys = read_jwks(algorithm, document)?.into_iter();
        let first = keys.next().ok_or(UnusableKeySet::NoKey(algorithm))?;
        Ok(keys.fold(Self::new(first), Self::also_accepting))
    }

    pub(super) fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    fn read(&self, token: &str) -> Option<AccessClaims> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        if !is_plain(&header) {
            return None;
        }
        let decode =
            |key: &VerifyingKey| jsonwebtoken::decode::<Claims>(token, key.decoding(), &self.validation).ok();
        let TokenData { claims, .. } = match &header.kid {
            Some(id) => decode(self.keys.iter().find(|key| key.id() == id)?)?,
            // As tokens were before keys had ids.
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

/// Beside type, algorithm and key id a header of ours holds nothing: no `crit`, and no word on where to find a key.
fn is_plain(header: &Header) -> bool {
    let plain = Header { typ: header.typ.clone(), kid: header.kid.clone(), ..Header::new(header.alg) };
    header.typ.as_deref().is_some_and(is_access_type) && *header == plain
}

/// Media types know no case, and "application/" may be left out (RFC 7515 §4.1.9).
fn is_access_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}
