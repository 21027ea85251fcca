//! The access tokens whose session this process has found in the database, so that only the first use of a token
//! needs a query. A signature proves that the secret key signed the token, but not that the session exists in this
//! database: after a restore from backup it may not.

use std::collections::HashMap;

use parking_lot::RwLock;
use uuid::Uuid;

use crate::ids::{SessionId, UserId};
use crate::session::AccessClaims;

/// The access tokens that were found. When the newer half is full, the older half is discarded. The next use of a discarded
/// token needs one more query.
#[derive(Debug)]
pub struct SeenTokens {
    /// Maximum number of tokens in each half.
    max: usize,
    halves: RwLock<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    newer: HashMap<Uuid, Facts>,
    older: HashMap<Uuid, Facts>,
}

/// The inputs of the database check. A token with the id of another one but different values counts as new.
type Facts = (UserId, SessionId, Option<u32>);

/// About 8 MB when both halves are full.
impl Default for SeenTokens {
    fn default() -> Self {
        Self::with_max(57_000)
    }
}

impl SeenTokens {
    fn with_max(max: usize) -> Self {
        Self { max, halves: RwLock::default() }
    }

    pub(super) fn contains(&self, claims: &AccessClaims) -> bool {
        let halves = self.halves.read();
        let facts = facts(claims);
        [&halves.newer, &halves.older].iter().any(|half| half.get(&claims.token_id) == Some(&facts))
    }

    pub(super) fn insert(&self, claims: &AccessClaims) {
        let mut halves = self.halves.write();
        if halves.newer.len() >= self.max {
            halves.older = std::mem::take(&mut halves.newer);
        }
        halves.newer.insert(claims.token_id, facts(claims));
    }
}

fn facts(claims: &AccessClaims) -> Facts {
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
    fn at_most_two_halves_are_kept_including_the_latest_tokens() {
        let seen = SeenTokens::with_max(10);
        for number in 0..1000 {
            seen.insert(&claims(number));
            let held = (0..=number).filter(|number| seen.contains(&claims(*number))).count();
            assert!(held <= 20 && seen.contains(&claims(number.saturating_sub(9))), "{number}: {held}");
        }
    }

    #[test]
    fn token_with_the_id_of_a_seen_one_is_not_seen() {
        let seen = SeenTokens::default();
        seen.insert(&claims(1));
        assert!(seen.contains(&claims(1)));
        assert!(!seen.contains(&AccessClaims { user_id: UserId::new(8).unwrap(), ..claims(1) }));
        assert!(!seen.contains(&AccessClaims { session_id: SessionId(Uuid::max()), ..claims(1) }));
        assert!(!seen.contains(&AccessClaims { refresh_ordinal: Some(1), ..claims(1) }));
    }
}
