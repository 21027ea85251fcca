//! What a database needs that was restored from a backup, before a server starts on it.
//!
//! Ids, versions and change numbers that were given after the backup would be given again: an access token of a lost user
//! would open the next account, and an entity tag or a sync position of a lost task would look right. So all of them go on
//! well above. Sessions that ended after the backup would live again, so all sessions end.

/// By how much ids, versions and change numbers are raised: more than are given between a backup and its restore. Doing it
/// twice does no harm: all of these numbers have room for billions of restores.
pub const RAISED_BY: i64 = 1_000_000;

/// The numbers of changed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AfterRestore {
    pub users: usize,
    pub tasks: usize,
    pub sessions_ended: usize,
}

impl AfterRestore {
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
