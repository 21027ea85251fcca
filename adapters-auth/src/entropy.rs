//! Random numbers from the operating system.

use tasklane_core::entropy::Entropy;

/// The random number generator of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// Panics if the operating system provides no random numbers, because an attacker could guess any substitute. The
    /// current request fails, and no token is issued.
    fn random_128(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if let Err(error) = getrandom::fill(&mut bytes) {
            panic!("cannot get random numbers from the operating system: {error}");
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_differ() {
        assert_ne!(SystemEntropy.random_128(), SystemEntropy.random_128());
    }
}
