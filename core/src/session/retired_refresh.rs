//! Refresh tokens that were recently invalidated because their successor was confirmed, and their stored form.

use chrono::DateTime;

use crate::clock::Timestamp;
use crate::session::RefreshHandle;

/// A refresh token that was invalidated because its successor was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetiredRefresh {
    /// Identifies the token within its session.
    pub handle: RefreshHandle,
    /// When the successor of the token was confirmed.
    pub at: Timestamp,
}

impl RetiredRefresh {
    /// Maximum number of stored tokens. It is higher than the usual number of tabs that refresh at the same time.
    pub const MAX: usize = 16;
    const BYTES: usize = 24;

    /// Encodes each token as its handle (16 bytes) and the time in microseconds since the Unix epoch (8 bytes, big
    /// endian). Returns `None` for an empty list, so that most rows store nothing.
    pub fn encode(retired: &[Self]) -> Option<Vec<u8>> {
        let encode =
            |token: &Self| [&token.handle.0[..], &token.at.timestamp_micros().to_be_bytes()].concat();
        (!retired.is_empty()).then(|| retired.iter().flat_map(encode).collect())
    }

    /// Decodes the tokens. Returns `None` for bytes that [`encode`](Self::encode) doesn't produce.
    pub fn decode(bytes: &[u8]) -> Option<Vec<Self>> {
        let (tokens, rest) = bytes.as_chunks::<{ Self::BYTES }>();
        let is_complete = !tokens.is_empty() && rest.is_empty();
        is_complete.then(|| tokens.iter().map(Self::decode_one).collect()).flatten()
    }

    fn decode_one(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let (handle, micros) = bytes.split_first_chunk()?;
        let micros = i64::from_be_bytes(micros.try_into().ok()?);
        Some(Self { handle: RefreshHandle(*handle), at: DateTime::from_timestamp_micros(micros)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_tokens_decode_to_themselves() {
        let token = |number, micros| RetiredRefresh {
            handle: RefreshHandle([number; 16]),
            at: DateTime::from_timestamp_micros(micros).unwrap(),
        };
        assert_eq!(RetiredRefresh::encode(&[]), None);
        assert_eq!(RetiredRefresh::decode(&[]), None, "an empty list is stored as no value");
        for tokens in [vec![token(1, 0)], vec![token(1, -1), token(2, 1_790_000_000_123_456)]] {
            let bytes = RetiredRefresh::encode(&tokens).unwrap();
            assert_eq!(RetiredRefresh::decode(&bytes), Some(tokens));
            assert_eq!(RetiredRefresh::decode(&bytes[1..]), None);
        }
        assert_eq!(RetiredRefresh::decode(&[0xff; 24]).map(|tokens| tokens.len()), Some(1));
        assert_eq!(
            RetiredRefresh::decode(&[0x7f; 24]),
            None,
            "a time outside the supported range must be rejected"
        );
    }
}
