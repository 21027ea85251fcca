//! Randomness of the operating system.

use tasklane_core::entropy::Entropy;

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// Panics when the system has no randomness to give. Nothing can be done about that, and whatever would be
    /// returned instead could be guessed; so the request at hand fails, and nothing is issued.
    fn random_128(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if let Err(error) = getrandom::fill(&mut bytes) {
            panic!("the operating system gives no randomness: {error}");
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_repeat() {
        assert_ne!(SystemEntropy.random_128(), SystemEntropy.random_128());
    }
}
