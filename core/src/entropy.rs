//! The port for random numbers, for example for session ids, token ids and refresh handles.

/// A source of random bits.
pub trait Entropy: Send + Sync {
    /// Returns 128 random bits. MUST use a cryptographically secure generator, because the security of refresh tokens
    /// depends on it.
    fn random_128(&self) -> [u8; 16];
}
