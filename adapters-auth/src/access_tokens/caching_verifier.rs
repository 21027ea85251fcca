//! Caches verified tokens, because clients send the same token many times.

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, AccessTokens, InvalidToken, SigningError};

/// A full cache takes about 2 MB.
const CAPACITY: usize = 10_000;

/// Caches the claims of recently used valid tokens. An entry contains a hash instead of the token, because an attacker
/// could use a token from a memory dump. Invalid tokens are not cached, so they can't evict valid tokens.
///
/// An entry remains correct: verification keys don't change while the program runs, and the caller checks the times.
pub struct CachingVerifier<T> {
    tokens: T,
    claims: Cache<[u8; 32], AccessClaims>,
}

impl<T> CachingVerifier<T> {
    /// Caches the claims of at most 10 000 tokens, in about 2 MB.
    pub fn new(tokens: T) -> Self {
        Self { tokens, claims: Cache::new(CAPACITY) }
    }
}

impl<T: AccessTokenVerifier> AccessTokenVerifier for CachingVerifier<T> {
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        let hash = Sha256::digest(token).into();
        if let Some(claims) = self.claims.get(&hash) {
            return Ok(claims);
        }
        let claims = self.tokens.verify(token)?;
        self.claims.insert(hash, claims);
        Ok(claims)
    }
}

impl<T: AccessTokens> AccessTokens for CachingVerifier<T> {
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningError> {
        self.tokens.sign(claims)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use chrono::DateTime;
    use tasklane_core::ids::{SessionId, UserId};
    use uuid::Uuid;

    use super::*;

    /// A verifier that accepts only the token "good" and counts all calls.
    #[derive(Default)]
    struct CountingVerifier(AtomicUsize);

    impl AccessTokenVerifier for CountingVerifier {
        fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let claims = AccessClaims {
                user_id: UserId::new(7).unwrap(),
                session_id: SessionId(Uuid::nil()),
                token_id: Uuid::nil(),
                issued_at: at(0),
                not_before: None,
                expires_at: at(1),
                refresh_ordinal: None,
            };
            (token == "good").then_some(claims).ok_or(InvalidToken)
        }
    }

    #[test]
    fn valid_token_is_verified_once_and_invalid_token_each_time() {
        let tokens = CachingVerifier::new(CountingVerifier::default());
        for (token, times) in [("good", 1), ("bad", 4), ("good", 4)] {
            for _ in 0..3 {
                assert_eq!(tokens.verify(token).is_ok(), token == "good");
            }
            assert_eq!(tokens.tokens.0.load(Ordering::Relaxed), times, "{token}");
        }
    }
}
