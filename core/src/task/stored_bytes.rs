//! The number of bytes that a row counts toward the storage quota, the same in all stores.
//!
//! This number approximates the size of a row on disk. Every database computes the same number for the same row. A
//! store that counts rows in SQL uses the same formulas, and the contract suite compares the results. For tasks, see
//! [`TaskContent::stored_bytes`](crate::task::TaskContent::stored_bytes).

use crate::task::{IdempotencyKey, ROW_BYTES};

/// Returns the number of bytes that an idempotency key with its stored response counts toward the storage quota.
pub fn key_bytes(key: &IdempotencyKey, body: &[u8]) -> i64 {
    let bytes = key.as_str().len() + body.len();
    ROW_BYTES.saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idempotency_key_and_its_response_are_counted() {
        assert_eq!(key_bytes(&IdempotencyKey::parse("key").unwrap(), b"\0\xff"), 512 + 3 + 2);
    }
}
