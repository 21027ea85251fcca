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
    /// Signs and verifies with this key. With a key pair, the public key verifies.
    pub fn new(key: SigningKey) -> Self {
        let verifying = key.verifying_key().clone();
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(verifying.id().to_owned()),
            ..Header::new(key.algorithm())
        };
        Self { header, key, verifier: JwtVerifier::new(verifying) }
    }

    /// Adds a key of the same algorithm. This key verifies tokens but does not sign them. To rotate keys without rejecting
    /// requests, first let every replica accept the new key. Then sign with the new key and accept the old key. Remove
    /// the old key after the last token signed with it has expired.
    #[must_use]
    pub fn with_additional_key(mut self, other: VerifyingKey) -> Self {
        self.verifier = self.verifier.with_additional_key(other);
        self
    }

    /// Returns the public keys as a JSON Web Key Set. The set is empty if a secret signs the tokens.
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
