//! The access tokens whose session this process has written to the database or found there. The use of a token that is
//! not in this cache needs a query. A signature proves that the secret key signed the token, but not that the session
//! exists in this database: after a restore from a backup, the session may not exist.

use std::collections::HashMap;

use parking_lot::RwLock;
use uuid::Uuid;

use crate::ids::{SessionId, UserId};
use crate::session::AccessClaims;

/// A cache of access tokens whose session exists. When the newer generation is full, the older generation is discarded.
/// The next use of a discarded token needs one more query.
#[derive(Debug)]
pub struct VerifiedTokenCache {
    /// Maximum number of tokens in each generation.
    max: usize,
    generations: RwLock<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    newer: HashMap<Uuid, TokenIdentity>,
    older: HashMap<Uuid, TokenIdentity>,
}

/// The inputs of the database check. A token with a known id but different values is not found in the cache.
type TokenIdentity = (UserId, SessionId, Option<u32>);

/// Creates a cache that uses about 8 MB when both generations are full.
impl Default for VerifiedTokenCache {
    fn default() -> Self {
        Self::with_max(57_000)
    }
}

impl VerifiedTokenCache {
    fn with_max(max: usize) -> Self {
        Self { max, generations: RwLock::default() }
    }

    pub(super) fn contains(&self, claims: &AccessClaims) -> bool {
        let generations = self.generations.read();
        let identity = identity(claims);
        [&generations.newer, &generations.older]
            .iter()
            .any(|generation| generation.get(&claims.token_id) == Some(&identity))
    }

    pub(super) fn insert(&self, claims: &AccessClaims) {
        let mut generations = self.generations.write();
        if generations.newer.len() >= self.max {
            generations.older = std::mem::take(&mut generations.newer);
        }
        generations.newer.insert(claims.token_id, identity(claims));
    }
}

fn identity(claims: &AccessClaims) -> TokenIdentity {
    (claims.user_id, claims.session_id, claims.refresh_ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn claims(number: u128) -> AccessClaims {
        AccessClaims {
            user_id: UserId::new(7).unwrap(),
            session_id: SessionId(Uuid::nil()),
            token_id: Uuid::from_u128(number),
            issued_at: DateTime::UNIX_EPOCH,
            not_before: None,
            expires_at: DateTime::UNIX_EPOCH,
            refresh_ordinal: None,
        }
    }

    #[test]
    fn cache_holds_at_most_twice_its_maximum_including_the_latest_tokens() {
        let seen = VerifiedTokenCache::with_max(10);
        for number in 0..1000 {
            seen.insert(&claims(number));
            let held = (0..=number).filter(|number| seen.contains(&claims(*number))).count();
            assert!(held <= 20 && seen.contains(&claims(number.saturating_sub(9))), "{number}: {held}");
        }
    }

    #[test]
    fn token_with_a_known_id_but_other_claims_is_not_found() {
        let seen = VerifiedTokenCache::default();
        seen.insert(&claims(1));
        assert!(seen.contains(&claims(1)));
        assert!(!seen.contains(&AccessClaims { user_id: UserId::new(8).unwrap(), ..claims(1) }));
        assert!(!seen.contains(&AccessClaims { session_id: SessionId(Uuid::max()), ..claims(1) }));
        assert!(!seen.contains(&AccessClaims { refresh_ordinal: Some(1), ..claims(1) }));
    }
}
