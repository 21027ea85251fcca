//! Refresh tokens, and the port that encodes them.

use crate::clock::Timestamp;
use crate::entropy::Entropy;
use crate::ids::{SessionId, UserId};

/// 128 random bits that identify a refresh token within its session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RefreshHandle(pub [u8; 16]);

impl RefreshHandle {
    /// Returns a random handle.
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(entropy.random_128())
    }
}

impl std::fmt::Debug for RefreshHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshHandle(…)")
    }
}

/// A refresh token as stored with the session. With the secret key, the same token can be encoded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuedRefresh {
    /// Identifies the token within its session.
    pub handle: RefreshHandle,
    /// When the token was issued.
    pub issued_at: Timestamp,
    /// The token is not valid from this time on. In whole seconds.
    pub expires_at: Timestamp,
}

/// The content of a refresh token. It contains the user id, so the lookup reads only the rows of that user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// The user of the session.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
    /// Identifies the token within its session.
    pub handle: RefreshHandle,
    /// The token is not valid from this time on. In whole seconds.
    pub expires_at: Timestamp,
}

/// Encodes refresh tokens as opaque text, and decodes them.
pub trait RefreshTokens: Send + Sync {
    /// Encodes a token. MUST be a function of the token and a secret key: the same token yields the same string.
    fn seal(&self, token: &RefreshToken) -> String;

    /// Decodes a token. Returns `None` for text that [`seal`](Self::seal) did not produce. MUST compare secrets in
    /// constant time, and MUST NOT accept an access token.
    fn open(&self, text: &str) -> Option<RefreshToken>;
}
