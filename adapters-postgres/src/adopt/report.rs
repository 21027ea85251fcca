//! What was adopted, for people.

use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    pub users: u64,
    pub tasks: u64,
    /// What was changed about rows, and of how many.
    pub mended: BTreeMap<&'static str, u64>,
    /// Columns and tables that this program does not know.
    pub left: Vec<String>,
    pub other_connections: i64,
}

impl Report {
    pub(super) fn mend(&mut self, what: &'static str) {
        *self.mended.entry(what).or_default() += 1;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} users and {} tasks, with their ids, passwords and times", self.users, self.tasks)?;
        for (what, count) in &self.mended {
            writeln!(f, "mended: {what}: {count}")?;
        }
        if !self.left.is_empty() {
            writeln!(f, "left as they are: {}", self.left.join(", "))?;
        }
        writeln!(
            f,
            "the older tables are kept as older_users and older_tasks, and may be dropped when nobody wants to go back"
        )?;
        if self.other_connections > 0 {
            writeln!(
                f,
                "other connections to this database: {}; the older server must not run any more",
                self.other_connections
            )?;
        }
        Ok(())
    }
}
