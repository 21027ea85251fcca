//! What an adapter implements. All methods block, and run inside one transaction of the target.

use tasklane_core::store_error::Cause;

use crate::rows::{AdoptedTask, AdoptedUser, LegacyTask, LegacyUser};

/// The highest ids that the older database ever gave out, also to rows that are deleted since. `None` where it does not
/// record them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastIds {
    pub users: Option<i64>,
    pub tasks: Option<i64>,
}

/// The older tables. All reads MUST see one state of them.
pub trait Source {
    /// MUST return the users by id, a bounded number at a time, and an empty batch at the end. The call after that
    /// begins again.
    fn next_users(&mut self) -> Result<Vec<LegacyUser>, Cause>;

    /// MUST return the tasks of each owner in the order of their creation, and an empty batch at the end.
    fn next_tasks(&mut self) -> Result<Vec<LegacyTask>, Cause>;

    fn last_ids(&mut self) -> Result<LastIds, Cause>;
}

/// Tasklane's own tables, which hold no users.
pub trait Target {
    fn add_users(&mut self, users: &[AdoptedUser]) -> Result<(), Cause>;

    fn add_tasks(&mut self, tasks: &[AdoptedTask]) -> Result<(), Cause>;

    /// Called once, after all rows were added. MUST count each owner's tasks, and give out only higher ids from now on.
    fn finish(&mut self, last: LastIds) -> Result<(), Cause>;
}

/// Two databases, for rows that move from one to the other.
pub struct Pair<'a> {
    pub source: &'a mut dyn Source,
    pub target: &'a mut dyn Target,
}

impl Source for Pair<'_> {
    fn next_users(&mut self) -> Result<Vec<LegacyUser>, Cause> {
        self.source.next_users()
    }

    fn next_tasks(&mut self) -> Result<Vec<LegacyTask>, Cause> {
        self.source.next_tasks()
    }

    fn last_ids(&mut self) -> Result<LastIds, Cause> {
        self.source.last_ids()
    }
}

impl Target for Pair<'_> {
    fn add_users(&mut self, users: &[AdoptedUser]) -> Result<(), Cause> {
        self.target.add_users(users)
    }

    fn add_tasks(&mut self, tasks: &[AdoptedTask]) -> Result<(), Cause> {
        self.target.add_tasks(tasks)
    }

    fn finish(&mut self, last: LastIds) -> Result<(), Cause> {
        self.target.finish(last)
    }
}
