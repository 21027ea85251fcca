//! Randomness as a port: session ids, token ids and refresh handles are made from it.

pub trait Entropy: Send + Sync {
    /// MUST come from a cryptographically secure generator: refresh tokens rest on it.
    fn random_128(&self) -> [u8; 16];
}
