//! Refresh tokens as values, and the port that writes them as text.

use crate::clock::Timestamp;
use crate::entropy::Entropy;
use crate::ids::{SessionId, UserId};

/// 128 random bits that name one refresh token of a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RefreshHandle(pub [u8; 16]);

impl RefreshHandle {
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(entropy.random_128())
    }
}

impl std::fmt::Debug for RefreshHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshHandle(…)")
    }
}

/// A refresh token as the session remembers it: enough to write the very same token again, given the secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuedRefresh {
    pub handle: RefreshHandle,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What a refresh token says. It carries the user, so that its lookup goes straight to that user's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    pub user_id: UserId,
    pub session_id: SessionId,
    pub handle: RefreshHandle,
    /// In whole seconds.
    pub expires_at: Timestamp,
}

/// Writes refresh tokens as opaque text and reads them back.
pub trait RefreshTokens: Send + Sync {
    /// MUST depend on the token and a secret key alone: the same token gives the same text.
    fn seal(&self, token: &RefreshToken) -> String;

    /// `None` for what [`seal`](Self::seal) did not write. MUST compare secrets in constant time, and MUST NOT
    /// accept an access token.
    fn open(&self, text: &str) -> Option<RefreshToken>;
}
