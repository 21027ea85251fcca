//! Access tokens as values, and the port that signs and checks them.

use thiserror::Error;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::store_error::Cause;

/// What an access token says: who, in which session, from when until when. No name, no e-mail, no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessClaims {
    pub user_id: UserId,
    pub session_id: SessionId,
    pub token_id: Uuid,
    /// In whole seconds, like the two below.
    pub issued_at: Timestamp,
    pub not_before: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// Not a token that we signed, whatever is wrong with it: the bearer learns no more (RFC 6750 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a valid access token")]
pub struct InvalidToken;

#[derive(Debug, Error)]
#[error("the access token could not be signed")]
pub struct SigningFailed(#[source] pub Cause);

pub trait AccessTokens: Send + Sync {
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningFailed>;

    /// MUST accept exactly one algorithm, fixed in advance, and a token only with every claim present and of its type
    /// (RFC 8725 §3.1). MUST NOT judge the times: the caller does, by the [`Clock`](crate::clock::Clock).
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken>;
}
