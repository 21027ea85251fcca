//! Predictable entropy that never repeats a value.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::entropy::Entropy;

/// Returns 0, 1, 2 and so on. These values are predictable, so use them only in tests.
#[derive(Debug, Default)]
pub struct CountingEntropy(AtomicU64);

impl Entropy for CountingEntropy {
    fn random_128(&self) -> [u8; 16] {
        u128::from(self.0.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
    }
}
