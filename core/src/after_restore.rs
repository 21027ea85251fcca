//! Prepares a database that was restored from a backup, before a server starts on it.
//!
//! Ids, versions and change numbers that were issued after the backup would be issued again. Then an access token of a
//! user who registered after the backup would be valid for the account that next gets the same id. An entity tag or
//! sync position from after the backup would seem current. So all of these numbers are raised. Sessions that were
//! revoked after the backup would be live again, so all sessions are revoked.

/// The amount by which ids, versions and change numbers are raised. A server is assumed to issue fewer numbers between
/// a backup and its restore. Raising the numbers repeatedly does no harm: the range has room for billions of restores.
pub const RESTORE_OFFSET: i64 = 1_000_000;

/// The numbers of changed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PostRestoreSummary {
    /// Users whose change numbers were raised.
    pub users: usize,
    /// Tasks whose versions were raised.
    pub tasks: usize,
    /// Sessions that were revoked.
    pub sessions_ended: usize,
}

impl PostRestoreSummary {
    /// Records the number of changed rows of a table. Ignores tables that are not part of the summary.
    pub fn record(&mut self, table: &str, rows: usize) {
        match table {
            "tasks" => self.tasks = rows,
            "task_counters" => self.users = rows,
            "sessions" => self.sessions_ended = rows,
            _ => {}
        }
    }
}
