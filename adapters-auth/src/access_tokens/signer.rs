//! Signs tokens, and verifies them.

use jsonwebtoken::Header;
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, AccessTokens, InvalidToken, SigningFailed};

use super::claims::Claims;
use super::verifier::{JwtVerifier, TYPE};
use crate::keys::{SigningKey, VerifyingKey, write_jwks};

pub struct JwtAccessTokens {
    header: Header,
    key: SigningKey,
    verifier: JwtVerifier,
}

impl JwtAccessTokens {
    pub fn new(key: SigningKey) -> Self {
        let verifying = key.verifying_key().clone();
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(verifying.id().to_owned()),
            ..Header::new(key.algorithm())
        };
        Self { header, key, verifier: JwtVerifier::new(verifying) }
    }

    /// A second key, for the same algorithm, that verifies and never signs. To change the key without a refused
    /// request, let every replica accept the new one first, then swap the two, and drop the old one when the last
    /// token of it has expired.
    #[must_use]
    pub fn also_accepting(mut self, other: VerifyingKey) -> Self {
        self.verifier = self.verifier.also_accepting(other);
        self
    }

    /// The keys that others may verify with, as a JSON Web Key Set: none when a secret signs.
    pub fn jwks(&self) -> String {
        write_jwks(self.verifier.keys())
    }
}

impl AccessTokenVerifier for JwtAccessTokens {
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        self.verifier.verify(token)
    }
}

impl AccessTokens for JwtAccessTokens {
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningFailed> {
        jsonwebtoken::encode(&self.header, &Claims::write(claims), self.key.encoding())
            .map_err(|error| SigningFailed(error.into()))
    }
}
