//! What a token says, as JSON.

use std::fmt::Display;
use std::str::FromStr;

use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::AccessClaims;

/// The one issuer is also the one audience.
pub(super) const TASKLANE: &str = "tasklane";
const KIND: &str = "access";

/// Whole seconds are integers here: RFC 7519 would allow fractions, we never write them.
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
    /// The ordinal of the refresh token that was issued with this one.
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

    /// `None` unless all of it is as we write it.
    pub(super) fn read(&self) -> Option<AccessClaims> {
        if self.kind != KIND {
            return None;
        }
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
            refresh_ordinal: self.rtn,
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

/// Serde alone would read `null` as absent.
fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
