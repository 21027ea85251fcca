//! The result of an import, with every changed value.

use std::collections::BTreeMap;
use std::fmt;

use crate::count_of::count_of;

/// Maximum number of characters of a value in a report.
const MAX_SHOWN: usize = 100;

/// An invalid value that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The older table.
    pub table: String,
    /// The id of the row.
    pub id: i64,
    /// The column of the value.
    pub column: &'static str,
    /// The replaced value, truncated to 100 characters. For a password hash, only its kind.
    pub before: String,
    /// The stored value, truncated to 100 characters.
    pub after: String,
    /// Why the value was invalid. Completes the sentence "it …".
    pub reason: String,
}

/// The rows that an import stored, and the values that it changed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// The number of imported users.
    pub users: u64,
    /// The number of imported tasks.
    pub tasks: u64,
    /// The number of tasks of the user with the most tasks.
    pub max_tasks_of_a_user: u64,
    /// The kinds of changes that are made even without `--mend`, with the number of values.
    pub silent_repairs: BTreeMap<&'static str, u64>,
    /// The values that `--mend` replaced.
    pub changes: Vec<Change>,
    /// Number of users whose password hash can't be verified and who need a new password.
    pub password_resets: u64,
    /// Columns and tables that are not imported.
    pub skipped: Vec<String>,
    /// The new names of the older tables in this database. Empty if they are in another database.
    pub renamed_tables: Vec<String>,
    /// The number of other connections to the source database. They may belong to a running older server.
    pub other_connections: i64,
}

impl Report {
    /// Counts one change of this kind, which is made even without `--mend`.
    pub(crate) fn count_repair(&mut self, kind: &'static str) {
        *self.silent_repairs.entry(kind).or_default() += 1;
    }
}

impl Change {
    pub(crate) fn new(
        table: &str,
        id: i64,
        column: &'static str,
        before: &str,
        after: &str,
        reason: &str,
    ) -> Self {
        let (before, after) = (truncate(before), truncate(after));
        Self { table: table.to_owned(), id, column, before, after, reason: reason.to_owned() }
    }
}

fn truncate(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, id, column, before, after, reason } = self;
        // `{:?}` escapes control characters, which could otherwise manipulate the terminal.
        write!(f, "{table} {id}: {column} {before:?} -> {after:?} (it {reason})")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (users, tasks) = (count_of(self.users, "user"), count_of(self.tasks, "task"));
        writeln!(f, "{users} and {tasks}, with their ids, passwords and times")?;
        for (what, count) in &self.silent_repairs {
            writeln!(f, "repaired: {what}: {count}")?;
        }
        if !self.changes.is_empty() {
            writeln!(f, "values changed by --mend: {}", self.changes.len())?;
        }
        for change in &self.changes {
            writeln!(f, "  {change}")?;
        }
        if self.password_resets > 0 {
            writeln!(
                f,
                "users who can't log in before they get a new password, because Tasklane verifies only bcrypt hashes: {}; \
                 set one with `tasklane user set-password NAME`",
                self.password_resets
            )?;
        }
        if !self.skipped.is_empty() {
            writeln!(f, "not imported: {}", self.skipped.join(", "))?;
        }
        if self.renamed_tables.is_empty() {
            writeln!(
                f,
                "the older database was not changed; you can delete it when you no longer need the older server"
            )?;
        } else {
            let renamed = self.renamed_tables.join(" and ");
            writeln!(
                f,
                "the older tables were renamed to {renamed}; you can drop them when you no longer need the older server"
            )?;
        }
        if self.other_connections > 0 {
            writeln!(
                f,
                "other connections to this database: {}; make sure that the older server has stopped",
                self.other_connections
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_escaped_and_truncated() {
        let long = "x".repeat(101);
        let change =
            Change::new("tasks", 7, "title", "a\u{1b}[1m\"b", &long, "must not contain control characters");
        let text = change.to_string();
        assert!(text.starts_with("tasks 7: title \"a\\u{1b}[1m\\\"b\" -> \"xxx"), "{text}");
        assert!(text.ends_with("x…\" (it must not contain control characters)"), "{text}");
        assert_eq!(change.after.chars().count(), MAX_SHOWN + 1);
    }
}
