//! Signs and verifies tokens.

use jsonwebtoken::Header;
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, AccessTokens, InvalidToken, SigningError};

use super::claims::Claims;
use super::verifier::{JwtVerifier, TYPE};
use crate::keys::{SigningKey, VerifyingKey, write_jwks};

/// Signs and verifies access tokens.
pub struct JwtAccessTokens {
    header: Header,
    key: SigningKey,
    verifier: JwtVerifier,
}

impl JwtAccessTokens {
    /// Signs with this key, and verifies with its public part.
    pub fn new(key: SigningKey) -> Self {
        let verifying = key.verifying_key().clone();
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(verifying.id().to_owned()),
            ..Header::new(key.algorithm())
        };
        Self { header, key, verifier: JwtVerifier::new(verifying) }
    }

    /// Adds a key for the same algorithm that verifies but does not sign. To rotate keys without rejecting a request:
    /// first let every replica accept the new key, then sign with it and accept the old key, and remove the old key
    /// after its last token has expired.
    #[must_use]
    pub fn with_additional_key(mut self, other: VerifyingKey) -> Self {
        self.verifier = self.verifier.with_additional_key(other);
        self
    }

    /// Returns the public keys as a JSON Web Key Set. It is empty if a secret signs.
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
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningError> {
        jsonwebtoken::encode(&self.header, &Claims::write(claims), self.key.encoding())
            .map_err(|error| SigningError(error.into()))
    }
}
