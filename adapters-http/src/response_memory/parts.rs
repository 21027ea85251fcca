//! Responses that are read and sent part by part, because a complete response may exceed the available memory.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use actix_web::web::Bytes;
use tasklane_core::store_error::StoreError;
use thiserror::Error;

use crate::respond::Problem;

/// Maximum duration of a response, regardless of the speed of the client. A longer response is cancelled.
pub(super) const MAX_DURATION: Duration = Duration::from_hours(6);

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) bytes: Bytes,
    pub(crate) is_last: bool,
}

impl Part {
    pub(crate) fn new(mut bytes: Vec<u8>, is_last: bool) -> Self {
        // The part may stay in memory for a long time, and unused capacity would not be counted.
        bytes.shrink_to_fit();
        Self { bytes: bytes.into(), is_last }
    }
}

/// The source of the parts of one response.
pub(crate) trait Parts: Sized + 'static {
    /// Whether reading a part requires a read permit. No permit is needed if the store limits its own long reads.
    const NEEDS_READ_PERMIT: bool;

    /// Number of bytes to reserve before the next part is read. A part is rarely larger than this number.
    fn reserved(&self) -> usize;

    /// Reads the next part. Called when the connection has accepted the previous part, and again after
    /// [`TooManyReads`](StoreError::TooManyReads). Never called after the last part.
    fn next(&mut self) -> impl Future<Output = Result<Part, PartError>>;
}

/// The reason why a response ends before its last part. If the response has begun, the connection is closed, so that a
/// truncated response does not look complete.
#[derive(Debug, Error)]
pub(crate) enum PartError {
    #[error("cannot read the next part of the response")]
    Store(#[from] StoreError),
    #[error("cannot serialize the next part of the response")]
    Write(#[source] Box<dyn Error>),
    #[error("the session has ended")]
    SessionEnded,
    #[error("the response took too long")]
    TooLong,
}

impl PartError {
    /// Returns whether the server failed to produce the response.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::Store(_) | Self::Write(_))
    }

    pub(crate) fn write_error(error: impl Error + 'static) -> Self {
        Self::Write(Box::new(error))
    }
}

/// Converts a failure that occurs before the response has begun.
impl From<PartError> for Problem {
    fn from(error: PartError) -> Self {
        match error {
            PartError::Store(error) => error.into(),
            PartError::SessionEnded => Self::token_revoked(),
            PartError::Write(_) | PartError::TooLong => Self::internal().caused_by(&error),
        }
    }
}
