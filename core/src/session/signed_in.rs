//! The user and session of an authenticated request.

use crate::ids::{SessionId, UserId};

/// The user and the session of a valid access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The user.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
}
