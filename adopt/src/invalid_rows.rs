//! Rows that can't be adopted unchanged. One run finds all of these rows.

use std::collections::BTreeMap;
use std::fmt;

/// Maximum number of ids that are listed per kind of fault. Further rows are only counted.
const MAX_LISTED: usize = 1000;

/// The invalid rows, by table and kind of fault. Never contains a stored value, because the text may be logged.
#[derive(Debug, Default)]
pub struct InvalidRows {
    kinds: BTreeMap<(String, String), Kind>,
}

#[derive(Debug, Default)]
struct Kind {
    is_repairable: bool,
    count: usize,
    listed: Vec<String>,
}

impl InvalidRows {
    /// Returns whether no fault was found.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Adds a fault that only an operator can correct.
    pub fn add(&mut self, table: &str, what: impl Into<String>, row: impl fmt::Display) {
        self.insert(table, what.into(), &row, false);
    }

    /// Adds a fault that `--mend` would repair.
    pub(crate) fn add_repairable(&mut self, table: &str, what: impl Into<String>, row: impl fmt::Display) {
        self.insert(table, what.into(), &row, true);
    }

    fn insert(&mut self, table: &str, what: String, row: &dyn fmt::Display, is_repairable: bool) {
        let kind = self.kinds.entry((table.to_owned(), what)).or_default();
        kind.is_repairable = is_repairable;
        kind.count += 1;
        if kind.listed.len() < MAX_LISTED {
            kind.listed.push(row.to_string());
        }
    }

    /// Iterates over the kinds of faults: table, description, whether `--mend` repairs the rows, number of rows, first
    /// ids.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &str, bool, usize, &[String])> {
        self.kinds.iter().map(|((table, what), kind)| {
            (table.as_str(), what.as_str(), kind.is_repairable, kind.count, kind.listed.as_slice())
        })
    }

    fn hint(&self) -> &'static str {
        match (
            self.kinds.values().any(|kind| kind.is_repairable),
            self.kinds.values().all(|kind| kind.is_repairable),
        ) {
            (_, true) => {
                "Run the command again with --mend to repair these values and list each change, or with --mend --check to \
                only list the changes. Or correct the rows in the older database."
            }
            (true, false) => {
                "Correct the marked rows in the older database. For the other rows, run the command again with --mend to \
                repair the values and list each change."
            }
            (false, false) => "Correct these rows in the older database, and run the command again.",
        }
    }
}

impl fmt::Display for InvalidRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the older database has rows that can't be adopted unchanged, listed by table and id:\n",
        )?;
        let has_repairable = self.kinds.values().any(|kind| kind.is_repairable);
        for ((table, what), kind) in &self.kinds {
            let mark = if has_repairable && !kind.is_repairable { " (not repaired by --mend)" } else { "" };
            write!(f, "  {table}: {what}{mark}: {}", kind.listed.join(", "))?;
            match kind.count - kind.listed.len() {
                0 => writeln!(f)?,
                more => writeln!(f, ", and {more} more")?,
            }
        }
        write!(f, "Nothing was changed. {}", self.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_rows_are_grouped_and_long_lists_are_truncated() {
        let mut rows = InvalidRows::default();
        rows.add_repairable("users", "email must not be blank", 7);
        rows.add("tasks", "the owner does not exist", 3);
        rows.add_repairable("users", "email must not be blank", 9);
        let text = rows.to_string();
        let expected = "\n  tasks: the owner does not exist (not repaired by --mend): 3\n  users: email must not be \
                        blank: 7, 9\nNothing was changed. Correct the marked rows";
        assert!(text.contains(expected), "{text}");
        for id in 0..1234 {
            rows.add("tasks", "the id is not positive", id);
        }
        assert!(rows.to_string().contains("998, 999, and 234 more\n"));
    }

    #[test]
    fn hint_names_mend_only_for_repairable_rows() {
        let mut rows = InvalidRows::default();
        rows.add("tasks", "the owner does not exist", 3);
        assert!(!rows.to_string().contains("--mend"));
        let mut rows = InvalidRows::default();
        rows.add_repairable("tasks", "title must not be blank", 3);
        assert!(rows.to_string().contains("Run the command again with --mend"));
    }
}
