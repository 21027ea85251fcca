//! The user and the session that a request comes from.

use crate::ids::{SessionId, UserId};

/// Who a request comes from, as an access token proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    pub user_id: UserId,
    pub session_id: SessionId,
}
