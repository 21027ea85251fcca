//! The user and session of an authenticated request.

use crate::ids::{SessionId, UserId};

/// The user and session that an access token proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    pub user_id: UserId,
    pub session_id: SessionId,
}
