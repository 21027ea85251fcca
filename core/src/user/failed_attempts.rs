//! The port that counts wrong passwords.

use std::fmt;

use async_trait::async_trait;

use crate::ids::UserId;
use crate::user::{LockedOut, LoginName};

/// Whose wrong passwords are counted together. A login counts by the name as typed, whether or not it is anybody's: only
/// so does an unknown name behave like a known one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Tried {
    Name(LoginName),
    /// By who is signed in already.
    User(UserId),
}

/// One form for each, and no two of the same: for stores that take text.
impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(LoginName::Email(name)) => write!(f, "email:{name}"),
            Self::Name(LoginName::Username(name)) => write!(f, "username:{name}"),
            Self::User(id) => write!(f, "user:{id}"),
        }
    }
}

/// Follows [`Failures`](crate::user::Failures) for each subject. MUST NOT fail, and MUST answer within 50 ms, whatever has
/// become of a store that is not in this process. MUST bound what it keeps in memory.
#[async_trait]
pub trait FailedAttempts: Send + Sync {
    /// Counts one more failure in advance, unless the subject is locked out. MUST decide on each of many at once as if
    /// they came one after the other.
    async fn begin(&self, tried: &Tried) -> Result<(), LockedOut>;

    /// The password was right: forgets what was counted.
    async fn succeed(&self, tried: &Tried);

    /// The password was not tried after all: takes back what [`begin`](Self::begin) counted.
    async fn take_back(&self, tried: &Tried);
}

/// Counts nothing, and locks nobody out.
#[derive(Debug, Clone, Copy)]
pub struct NoLockout;

#[async_trait]
impl FailedAttempts for NoLockout {
    async fn begin(&self, _: &Tried) -> Result<(), LockedOut> {
        Ok(())
    }

    async fn succeed(&self, _: &Tried) {}

    async fn take_back(&self, _: &Tried) {}
}
