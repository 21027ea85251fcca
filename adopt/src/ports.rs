//! The ports that an adapter implements. All methods block, and run inside one transaction of the target.

use tasklane_core::store_error::Cause;

use crate::rows::{AdoptedTask, AdoptedUser, LegacyTask, LegacyUser};

/// The highest ids that the older database ever assigned, including those of deleted rows. `None` if the database
/// does not record them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastIds {
    /// The highest id of a user.
    pub users: Option<i64>,
    /// The highest id of a task.
    pub tasks: Option<i64>,
}

/// The older tables. All reads MUST come from one snapshot.
pub trait Source {
    /// MUST return the users in order of id, in bounded batches, with an empty batch at the end. The call after the
    /// empty batch starts over.
    fn next_users(&mut self) -> Result<Vec<LegacyUser>, Cause>;

    /// MUST return the tasks of each owner in order of creation, in bounded batches, with an empty batch at the end.
    fn next_tasks(&mut self) -> Result<Vec<LegacyTask>, Cause>;

    /// Returns the highest ids that were ever assigned.
    fn last_ids(&mut self) -> Result<LastIds, Cause>;
}

/// Tasklane's own tables, which have no rows when the import begins.
pub trait Target {
    /// Stores users with their ids. MUST fail if an id, an e-mail address or a username exists.
    fn add_users(&mut self, users: &[AdoptedUser]) -> Result<(), Cause>;

    /// Stores tasks with their ids. Their owners were added before.
    fn add_tasks(&mut self, tasks: &[AdoptedTask]) -> Result<(), Cause>;

    /// Called once, after all rows were added. MUST store each owner's task count, and MUST make the database assign
    /// only ids above `last` and above all stored ids.
    fn finish(&mut self, last: LastIds) -> Result<(), Cause>;
}

/// A source and a target in different databases.
pub struct SeparateDatabases<'a> {
    /// Reads the older tables.
    pub source: &'a mut dyn Source,
    /// Stores the accepted rows.
    pub target: &'a mut dyn Target,
}

impl Source for SeparateDatabases<'_> {
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

impl Target for SeparateDatabases<'_> {
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
