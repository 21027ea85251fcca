//! Spares the work of checking a signature again that was found good a moment ago: a client sends the same token many times.

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, AccessTokens, InvalidToken, SigningFailed};

/// Some 2 MB when it is full.
const MOST: usize = 10_000;

/// Remembers what the last good tokens say, by their hash: a token that can be read from memory could be used. Bad ones are
/// forgotten at once, so that nobody can drive out the good ones with them.
///
/// Keys never change while a program runs, and no times are judged here, so what was said once holds.
pub struct RememberedTokens<T> {
    tokens: T,
    said: Cache<[u8; 32], AccessClaims>,
}

impl<T> RememberedTokens<T> {
    pub fn new(tokens: T) -> Self {
        Self { tokens, said: Cache::new(MOST) }
    }
}

impl<T: AccessTokenVerifier> AccessTokenVerifier for RememberedTokens<T> {
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        let hash = Sha256::digest(token).into();
        if let Some(claims) = self.said.get(&hash) {
            return Ok(claims);
        }
        let claims = self.tokens.verify(token)?;
        self.said.insert(hash, claims);
        Ok(claims)
    }
}

impl<T: AccessTokens> AccessTokens for RememberedTokens<T> {
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningFailed> {
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

    /// Of which "good" is one.
    #[derive(Default)]
    struct Asked(AtomicUsize);

    impl AccessTokenVerifier for Asked {
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
    fn a_good_one_is_verified_once_and_a_bad_one_each_time() {
        let tokens = RememberedTokens::new(Asked::default());
        for (token, times) in [("good", 1), ("bad", 4), ("good", 4)] {
            for _ in 0..3 {
                assert_eq!(tokens.verify(token).is_ok(), token == "good");
            }
            assert_eq!(tokens.tokens.0.load(Ordering::Relaxed), times, "{token}");
        }
    }
}
