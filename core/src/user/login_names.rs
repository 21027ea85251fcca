//! Which user has which login name, and how long a name stays reserved after a user gave it up.
//!
//! Stores keep one record per name. The record decides whether a name is free. It outlives its user, so a released name
//! can stay reserved.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::user::{LoginName, UserStore};

/// How long a released name stays reserved for the user who released it.
///
/// Without the reservation, another person could register the name at once and be mistaken for the earlier user. 30 days
/// give a user time to notice a change that an attacker made, and to take the name back.
pub const NAME_RESERVATION: TimeDelta = TimeDelta::days(30);

/// Maximum number of names per cleanup call.
const MAX_NAMES_PER_CALL: u32 = 100;

/// The record of one login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameRecord {
    /// The user who has the name, or had it last.
    pub user_id: UserId,
    /// The end of the reservation. `None` while the user has the name.
    pub released_until: Option<Timestamp>,
}

impl NameRecord {
    /// Whether the record prevents `user` from taking the name at the time `at`.
    pub fn blocks(&self, user: UserId, at: Timestamp) -> bool {
        self.user_id != user && self.released_until.is_none_or(|until| until > at)
    }
}

/// A write to the record of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameStep {
    /// The user takes the name.
    Claim(LoginName),
    /// The user gives up the name. It stays reserved until this time.
    Release(LoginName, Timestamp),
}

impl NameStep {
    /// Returns the name.
    pub const fn name(&self) -> &LoginName {
        match self {
            Self::Claim(name) | Self::Release(name, _) => name,
        }
    }

    /// Returns the steps that replace the names `before` by the names `after` at the time `at`.
    ///
    /// The steps are sorted by name. A store that executes them in this order locks records in this order, so two
    /// changes can't wait for each other.
    pub fn between(before: &[LoginName], after: &[LoginName], at: Timestamp) -> Vec<Self> {
        let claimed = after.iter().filter(|name| !before.contains(name)).cloned().map(Self::Claim);
        let released = before.iter().filter(|name| !after.contains(name)).cloned();
        let released = released.map(|name| Self::Release(name, at + NAME_RESERVATION));
        let mut steps: Vec<Self> = claimed.chain(released).collect();
        steps.sort_by(|a, b| a.name().cmp(b.name()));
        steps
    }
}

/// Removes the records of names whose reservation has ended.
#[derive(Clone)]
pub struct LoginNameCleaner {
    users: Arc<dyn UserStore>,
    clock: Arc<dyn Clock>,
}

impl LoginNameCleaner {
    /// Creates a cleaner.
    pub fn new(users: Arc<dyn UserStore>, clock: Arc<dyn Clock>) -> Self {
        Self { users, clock }
    }

    /// Removes at most 100 records, and returns their number. Call it until it returns 0.
    pub async fn purge_some(&self) -> Result<usize, StoreError> {
        self.users.purge_released_names(self.clock.now(), MAX_NAMES_PER_CALL).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::examples::at;

    fn email(canonical: &str) -> LoginName {
        LoginName::Email(canonical.to_owned())
    }

    fn username(canonical: &str) -> LoginName {
        LoginName::Username(canonical.to_owned())
    }

    #[test]
    fn steps_are_sorted_and_leave_out_names_that_stay() {
        let before = [email("m@b.c"), username("zoe")];
        let after = [email("a@b.c"), username("ada")];
        let until = at(7) + NAME_RESERVATION;
        let steps = NameStep::between(&before, &after, at(7));
        let sorted = [
            NameStep::Claim(email("a@b.c")),
            NameStep::Release(email("m@b.c"), until),
            NameStep::Claim(username("ada")),
            NameStep::Release(username("zoe"), until),
        ];
        assert_eq!(steps, sorted);
        assert_eq!(NameStep::between(&before, &before, at(7)), []);
        assert_eq!(NameStep::between(&[], &before, at(7)), before.map(NameStep::Claim));
    }

    #[test]
    fn reservation_blocks_other_users_until_it_ends() {
        let [ada, bob] = [1, 2].map(|id| UserId::new(id).unwrap());
        let held = NameRecord { user_id: ada, released_until: None };
        let reserved = NameRecord { user_id: ada, released_until: Some(at(5)) };
        assert!(held.blocks(bob, at(9)) && !held.blocks(ada, at(9)));
        assert!(reserved.blocks(bob, at(4)) && !reserved.blocks(bob, at(5)) && !reserved.blocks(ada, at(4)));
    }
}
