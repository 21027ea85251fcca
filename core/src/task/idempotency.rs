//! Doing a write at most once, however often the request for it arrives (the `Idempotency-Key` header of the IETF draft
//! draft-ietf-httpapi-idempotency-key-header).

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::task::OperationResult;

/// How long a key is remembered.
pub const KEY_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A name that a client gives to one request: 1..=255 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub const MAX: usize = 255;

    /// `None` for anything else.
    pub fn parse(raw: &str) -> Option<Self> {
        let printable = raw.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        (printable && (1..=Self::MAX).contains(&raw.len())).then(|| Self(raw.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// By which two requests are the same one: a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestDigest(pub [u8; 32]);

/// What a client was told: all that is needed to tell it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Makes the answer of what was written, before it is committed.
pub type RenderReply = Arc<dyn Fn(&[OperationResult]) -> Answer + Send + Sync>;

/// What makes a write happen at most once.
#[derive(Clone)]
pub struct IdempotentRequest {
    pub key: IdempotencyKey,
    pub fingerprint: RequestDigest,
    pub answer: RenderReply,
}

impl fmt::Debug for IdempotentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdempotentRequest").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A key that is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    pub key: IdempotencyKey,
    pub fingerprint: RequestDigest,
    pub answer: Answer,
    pub created_at: Timestamp,
}

/// What came of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    Fresh(T),
    /// It had been done before; nothing was written. What was answered then.
    Replayed(Answer),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyRefused {
    #[error("the key was used for another request")]
    Reused,
    #[error("the first request with this key is still running")]
    InUse,
}

impl IdempotencyRecord {
    /// What a request with the same key hears.
    pub fn answer_to(self, fingerprint: RequestDigest) -> Result<Answer, KeyRefused> {
        if self.fingerprint == fingerprint { Ok(self.answer) } else { Err(KeyRefused::Reused) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_printable_ascii() {
        assert_eq!(IdempotencyKey::parse("a b~").unwrap().as_str(), "a b~");
        assert!(IdempotencyKey::parse(&"k".repeat(255)).is_some());
        for wrong in ["", "\t", "é", "\u{7f}", &"k".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(wrong), None, "{wrong:?}");
        }
    }
}
