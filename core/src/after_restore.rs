//! Prepares a database that was restored from a backup, before a server starts on it.
//!
//! Ids, versions and change numbers that were issued after the backup would be issued again. Then an access token of
//! a lost user would be valid for the next account, and an entity tag or sync position of a lost task would seem
//! current. So all of them are raised. Sessions that were revoked after the backup would be live again, so all
//! sessions are revoked.

/// The amount by which ids, versions and change numbers are raised: more than are issued between a backup and its
/// restore. Raising them twice does no harm, because there is room for billions of restores.
pub const RESTORE_OFFSET: i64 = 1_000_000;

/// The numbers of changed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PostRestoreSummary {
    /// Users whose change numbers were raised.
    pub users: usize,
    /// Tasks whose versions and change numbers were raised.
    pub tasks: usize,
    /// Sessions that were revoked.
    pub sessions_ended: usize,
}

impl PostRestoreSummary {
    /// Counts the changed rows of a table. Ignores tables that the result does not report.
    pub fn record(&mut self, table: &str, rows: usize) {
        match table {
            "tasks" => self.tasks = rows,
            "task_counters" => self.users = rows,
            "sessions" => self.sessions_ended = rows,
            _ => {}
        }
    }
}
