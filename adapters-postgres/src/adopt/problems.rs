//! What can't be taken over, all of it: whoever mends a database wants to hear of everything at once.

use std::collections::BTreeMap;
use std::fmt;

/// Of one kind. More would not be read, and the next run names those that are left.
const MOST_NAMED: usize = 1000;

/// What is wrong, by table, each with the ids of the rows. Never what is in them.
#[derive(Debug, Default)]
pub struct Problems {
    kinds: BTreeMap<(&'static str, String), Kind>,
}

#[derive(Debug, Default)]
struct Kind {
    count: usize,
    named: Vec<String>,
}

impl Problems {
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// `what` completes the sentence "these rows …".
    pub(super) fn add(&mut self, table: &'static str, what: impl Into<String>, row: impl fmt::Display) {
        let kind = self.kinds.entry((table, what.into())).or_default();
        kind.count += 1;
        if kind.named.len() < MOST_NAMED {
            kind.named.push(row.to_string());
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the older database holds what can't be taken over, by table and id:\n")?;
        for ((table, what), Kind { count, named }) in &self.kinds {
            write!(f, "  {table}: {what}: {}", named.join(", "))?;
            match count - named.len() {
                0 => writeln!(f)?,
                more => writeln!(f, ", and {more} more")?,
            }
        }
        f.write_str("nothing was changed: mend these rows in the older database, and run this again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_named_by_table_and_kind_and_very_many_are_counted() {
        let mut problems = Problems::default();
        problems.add("users", "email must not be blank", 7);
        problems.add("tasks", "have no owner", 3);
        problems.add("users", "email must not be blank", 9);
        let said = problems.to_string();
        assert!(
            said.contains("\n  tasks: have no owner: 3\n  users: email must not be blank: 7, 9\n"),
            "{said}"
        );
        for id in 0..1234 {
            problems.add("tasks", "have no title", id);
        }
        assert!(problems.to_string().contains("998, 999, and 234 more\n"));
    }
}
