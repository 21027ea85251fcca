//! Idempotent writes: a repeated request is carried out only once (the `Idempotency-Key` header of the IETF draft
//! draft-ietf-httpapi-idempotency-key-header).

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::task::OperationResult;

/// How long an idempotency key is valid.
pub const KEY_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A key that the client chooses for one request: 1 to 255 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The maximum length, in characters.
    pub const MAX: usize = 255;

    /// Parses a key. Returns `None` for an invalid key.
    pub fn parse(raw: &str) -> Option<Self> {
        let printable = raw.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        (printable && (1..=Self::MAX).contains(&raw.len())).then(|| Self(raw.to_owned()))
    }

    /// Returns the key as the client sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A SHA-256 digest of a request. Requests with equal digests count as the same request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestDigest(pub [u8; 32]);

/// A response as it is stored for replays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// The HTTP status code.
    pub status: u16,
    /// The body, in a format that the renderer defines.
    pub body: Vec<u8>,
}

/// Renders the response to a write before the write is committed. The response is stored in the same transaction.
pub type RenderReply = Arc<dyn Fn(&[OperationResult]) -> StoredResponse + Send + Sync>;

/// A request with an idempotency key, and how its response is rendered.
#[derive(Clone)]
pub struct IdempotentRequest {
    /// The key that the client chose.
    pub key: IdempotencyKey,
    /// The digest of the request, to detect another request with the same key.
    pub digest: RequestDigest,
    /// Renders the response that is stored with the key.
    pub render: RenderReply,
}

impl fmt::Debug for IdempotentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdempotentRequest").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A stored idempotency key with its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// The key that the client chose.
    pub key: IdempotencyKey,
    /// The digest of the first request.
    pub digest: RequestDigest,
    /// The response to the first request.
    pub response: StoredResponse,
    /// When the first request was processed.
    pub created_at: Timestamp,
}

/// The outcome of a write with or without an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The request was carried out now.
    Fresh(T),
    /// The stored response to an earlier request with the same key. Nothing was written now.
    Replayed(StoredResponse),
}

impl<T> Outcome<T> {
    /// Returns the result of a request that was carried out now. `None` is possible only with an idempotency key.
    pub fn fresh(self) -> Option<T> {
        match self {
            Self::Fresh(result) => Some(result),
            Self::Replayed(_) => None,
        }
    }
}

/// Why a request with an idempotency key was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdempotencyKeyError {
    /// The key was used for a request with another digest.
    #[error("the key was used for another request")]
    Reused,
    /// Another request with this key is being processed. The client should retry later.
    #[error("the first request with this key is still in progress")]
    InUse,
}

impl IdempotencyRecord {
    /// Returns the stored response for a repeated request, or an error if the request differs.
    pub fn response_to(self, digest: RequestDigest) -> Result<StoredResponse, IdempotencyKeyError> {
        if self.digest == digest { Ok(self.response) } else { Err(IdempotencyKeyError::Reused) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_printable_ascii() {
        assert_eq!(IdempotencyKey::parse("a b~").unwrap().as_str(), "a b~");
        assert!(IdempotencyKey::parse(&"k".repeat(255)).is_some());
        for wrong in ["", "\t", "é", "\u{7f}", &"k".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(wrong), None, "{wrong:?}");
        }
    }
}
