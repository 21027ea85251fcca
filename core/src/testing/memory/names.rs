//! Login names in memory.

use super::database::Rows;
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::user::{LoginName, NameRecord, NameStep, SaveUserError, User};

/// Returns the names of a user.
pub(super) fn names_of(user: &User) -> [LoginName; 2] {
    [(&user.email).into(), (&user.username).into()]
}

impl Rows {
    /// Replaces the names `before` of the user by the names `after`, or writes nothing.
    pub(super) fn rename(
        &mut self,
        user_id: UserId,
        before: &[LoginName],
        after: &[LoginName],
        at: Timestamp,
    ) -> Result<(), SaveUserError> {
        let steps = NameStep::between(before, after, at);
        for step in &steps {
            if let NameStep::Claim(name) = step
                && self.names.get(name).is_some_and(|record| record.blocks(user_id, at))
            {
                return Err(match name {
                    LoginName::Email(_) => SaveUserError::EmailTaken,
                    LoginName::Username(_) => SaveUserError::UsernameTaken,
                });
            }
        }
        for step in steps {
            let (name, released_until) = match step {
                NameStep::Claim(name) => (name, None),
                NameStep::Release(name, until) => (name, Some(until)),
            };
            self.names.insert(name, NameRecord { user_id, released_until });
        }
        Ok(())
    }

    /// Removes at most `limit` records whose reservation has ended. Returns their number.
    pub(super) fn purge_released_names(&mut self, now: Timestamp, limit: usize) -> usize {
        let ended = self.names.iter().filter(|(_, record)| record.released_until.is_some_and(|at| at <= now));
        let ended: Vec<LoginName> = ended.take(limit).map(|(name, _)| name.clone()).collect();
        ended.iter().filter_map(|name| self.names.remove(name)).count()
    }
}
