//! The JSON claims of a token.

use std::fmt::Display;
use std::str::FromStr;

use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::AccessClaims;

/// The value of both `iss` and `aud`.
pub(super) const TASKLANE: &str = "tasklane";
const KIND: &str = "access";

/// The claims as JSON members. Times are integers. RFC 7519 also allows fractions, but this server never writes them.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
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
    /// The ordinal of the refresh token that was issued together with this token.
    #[serde(default, deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    rtn: Option<u32>,
}

impl Claims {
    pub(super) fn write(claims: &AccessClaims) -> Self {
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
            rtn: claims.refresh_ordinal,
        }
    }

    /// Returns `None` unless the type is `access`, and the user, the ids and the times have the form that
    /// [`write`](Self::write) produces. The caller checks `iss` and `aud`.
    pub(super) fn read(&self) -> Option<AccessClaims> {
        if self.kind != KIND {
            return None;
        }
        Some(AccessClaims {
            user_id: UserId::new(canonical(&self.sub)?)?,
            session_id: SessionId(canonical(&self.sid)?),
            token_id: canonical(&self.jti)?,
            issued_at: timestamp(self.iat)?,
            not_before: match self.nbf {
                Some(seconds) => Some(timestamp(seconds)?),
                None => None,
            },
            expires_at: timestamp(self.exp)?,
            refresh_ordinal: self.rtn,
        })
    }
}

/// Parses text in canonical form only, so that "+7" and "007" are not accepted in place of "7".
fn canonical<T: FromStr + Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|value: &T| value.to_string() == text)
}

fn timestamp(seconds: i64) -> Option<Timestamp> {
    DateTime::from_timestamp(seconds, 0)
}

/// Rejects `null`, which serde would read as absent.
fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
