//! Access tokens as JSON Web Tokens (RFC 7519, RFC 8725, RFC 9068).
//!
//! Nothing here reads a clock: `jsonwebtoken` does so only to judge `exp` and `nbf`, and is told not to.

use std::fmt::Display;
use std::str::FromStr;

use chrono::DateTime;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{AccessClaims, AccessTokens, InvalidToken, SigningFailed};

use crate::HmacAlgorithm;

/// The one issuer is also the one audience.
const TASKLANE: &str = "tasklane";
const TYPE: &str = "at+jwt";
const KIND: &str = "access";
/// Ours have some 400 bytes.
const MAX_BYTES: usize = 4096;

pub struct JwtAccessTokens {
    algorithm: Algorithm,
    signing: EncodingKey,
    verifying: Vec<DecodingKey>,
    validation: Validation,
}

/// Whole seconds are integers here: RFC 7519 would allow fractions, we never write them.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    #[serde(rename = "type")]
    kind: String,
    sub: String,
    sid: String,
    jti: String,
    iat: i64,
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    exp: i64,
}

impl JwtAccessTokens {
    pub fn new(algorithm: HmacAlgorithm, secret: &SecretString) -> Self {
        let algorithm = algorithm.into();
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[TASKLANE]);
        validation.set_audience(&[TASKLANE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.leeway = 0;
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            algorithm,
            signing: EncodingKey::from_secret(secret.expose_secret().as_bytes()),
            verifying: vec![DecodingKey::from_secret(secret.expose_secret().as_bytes())],
            validation,
        }
    }

    /// A second key that verifies and never signs. To change the secret without a refused request, let every replica
    /// accept the new one first, then swap the two, and drop the old one when the last token of it has expired.
    #[must_use]
    pub fn also_accepting(mut self, other: &SecretString) -> Self {
        self.verifying.push(DecodingKey::from_secret(other.expose_secret().as_bytes()));
        self
    }

    fn read(&self, token: &str) -> Option<AccessClaims> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let decode = |key| jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok();
        let TokenData { header, claims } = self.verifying.iter().find_map(decode)?;
        if self.is_plain(&header) && claims.kind == KIND { claims.read() } else { None }
    }

    /// Beside type, algorithm and key id a header of ours holds nothing: no `crit`, and no word on where to find a key.
    fn is_plain(&self, header: &Header) -> bool {
        let plain =
            Header { typ: header.typ.clone(), kid: header.kid.clone(), ..Header::new(self.algorithm) };
        header.typ.as_deref().is_some_and(is_access_type) && *header == plain
    }
}

impl AccessTokens for JwtAccessTokens {
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningFailed> {
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, &Claims::write(claims), &self.signing)
            .map_err(|error| SigningFailed(error.into()))
    }

    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        self.read(token).ok_or(InvalidToken)
    }
}

impl Claims {
    fn write(claims: &AccessClaims) -> Self {
        Self {
            iss: TASKLANE.to_owned(),
            aud: TASKLANE.to_owned(),
            kind: KIND.to_owned(),
            sub: claims.user_id.to_string(),
            sid: claims.session_id.to_string(),
            jti: claims.token_id.to_string(),
            iat: claims.issued_at.timestamp(),
            nbf: claims.not_before.map(|at| at.timestamp()),
            exp: claims.expires_at.timestamp(),
        }
    }

    fn read(&self) -> Option<AccessClaims> {
        Some(AccessClaims {
            user_id: UserId::new(canonical(&self.sub)?)?,
            session_id: SessionId(canonical(&self.sid)?),
            token_id: canonical(&self.jti)?,
            issued_at: moment(self.iat)?,
            not_before: match self.nbf {
                Some(seconds) => Some(moment(seconds)?),
                None => None,
            },
            expires_at: moment(self.exp)?,
        })
    }
}

/// The value, if this is exactly how we write it: one user has one `sub`, not also "+7" and "007".
fn canonical<T: FromStr + Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|value: &T| value.to_string() == text)
}

fn moment(seconds: i64) -> Option<Timestamp> {
    DateTime::from_timestamp(seconds, 0)
}

/// Media types know no case, and "application/" may be left out (RFC 7515 §4.1.9).
fn is_access_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}

/// Serde alone would read `null` as absent.
fn not_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    i64::deserialize(deserializer).map(Some)
}
