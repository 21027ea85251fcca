//! A response that is read and sent part by part, because the whole may be larger than memory.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use actix_web::web::Bytes;
use tasklane_core::store_error::StoreError;
use thiserror::Error;

use crate::respond::Problem;

/// However slow the client is: a response that goes on for longer is broken off.
pub(super) const LONGEST: Duration = Duration::from_hours(6);

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) bytes: Bytes,
    pub(crate) is_last: bool,
}

impl Part {
    pub(crate) fn new(mut bytes: Vec<u8>, is_last: bool) -> Self {
        // It may wait for long, and what it does not use would not be counted.
        bytes.shrink_to_fit();
        Self { bytes: bytes.into(), is_last }
    }
}

/// Where the parts of one response come from.
pub(crate) trait Parts: Sized + 'static {
    /// Whether a part is read in turn with those of other users. The store itself sees to that where no index bounds a read.
    const TAKES_TURNS: bool;

    /// The bytes that are reserved before the next part is read. Few parts are larger.
    fn reserved(&self) -> usize;

    /// Reads the next part; called again only when the client has taken this one, or when it failed, and not after the last.
    fn next(&mut self) -> impl Future<Output = Result<Part, PartError>>;
}

/// Why a response ends before its last part. Its connection is closed then, so that no half looks like a whole.
#[derive(Debug, Error)]
pub(crate) enum PartError {
    #[error("the next part can't be read")]
    Store(#[from] StoreError),
    #[error("the next part can't be written")]
    Write(#[source] Box<dyn Error>),
    #[error("the session has ended")]
    SessionEnded,
    #[error("the response took too long")]
    TooLong,
}

impl PartError {
    /// Whether the server is at fault, and not the client.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::Store(_) | Self::Write(_))
    }

    pub(crate) fn writing(error: impl Error + 'static) -> Self {
        Self::Write(Box::new(error))
    }
}

/// For a failure before the response has begun.
impl From<PartError> for Problem {
    fn from(error: PartError) -> Self {
        match error {
            PartError::Store(error) => error.into(),
            PartError::SessionEnded => Self::token_revoked(),
            PartError::Write(_) | PartError::TooLong => Self::internal().caused_by(&error),
        }
    }
}
