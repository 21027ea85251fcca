//! The tables of an older server.

/// A column of a table or view in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name of the table or view.
    pub table_name: String,
    /// Whether the column belongs to a table, not to a view.
    pub is_table: bool,
    /// The name of the column.
    pub name: String,
    /// The name of the column's type in this database.
    pub type_name: String,
}

/// One of the two older tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacyTable {
    /// The users table.
    Users,
    /// The tasks table.
    Tasks,
}

// The names of each column in older servers, the most common name first.
const PASSWORD: [&str; 2] = ["hashed_password", "password_hash"];
const NAME: [&str; 2] = ["full_name", "name"];
const OWNER: [&str; 2] = ["owner_id", "user_id"];
const STATUS: [&str; 3] = ["status", "completed", "is_completed"];

/// A users table and a tasks table that Tasklane can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legacy {
    users: String,
    tasks: String,
    columns: Vec<Column>,
}

impl Legacy {
    /// Returns the two tables if they have all required columns, or else a list of missing columns.
    pub(crate) fn find(users: &str, tasks: &str, columns: &[Column]) -> Result<Self, Vec<String>> {
        let has = |table: &str, names: &[&str]| {
            columns.iter().any(|column| {
                column.is_table && column.table_name == table && names.contains(&column.name.as_str())
            })
        };
        let wanted: [(&str, &[&str]); 7] = [
            (users, &["id"]),
            (users, &["email"]),
            (users, &PASSWORD),
            (tasks, &["id"]),
            (tasks, &["title"]),
            (tasks, &OWNER),
            (tasks, &STATUS),
        ];
        let mut missing: Vec<String> = wanted
            .iter()
            .filter(|(table, names)| !has(table, names))
            .map(|(table, names)| format!("{table} has no column {}", names.join(" or ")))
            .collect();
        missing.dedup();
        if !missing.is_empty() {
            return Err(missing);
        }
        let own = |column: &&Column| column.table_name == users || column.table_name == tasks;
        let columns = columns.iter().filter(own).cloned().collect();
        Ok(Self { users: users.to_owned(), tasks: tasks.to_owned(), columns })
    }

    /// Returns the name of a table.
    pub fn table(&self, table: LegacyTable) -> &str {
        match table {
            LegacyTable::Users => &self.users,
            LegacyTable::Tasks => &self.tasks,
        }
    }

    /// Returns the type of a column. `None` if the column does not exist.
    pub fn type_of(&self, table: LegacyTable, name: &str) -> Option<&str> {
        let table_name = self.table(table);
        let column =
            self.columns.iter().find(|column| column.table_name == table_name && column.name == name)?;
        Some(&column.type_name)
    }

    fn first(&self, table: LegacyTable, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.type_of(table, name).is_some())
    }

    /// The column for usernames. The todo server has none.
    pub fn username(&self) -> Option<&'static str> {
        self.first(LegacyTable::Users, &["username"])
    }

    /// The column for display names. Not every server has one.
    pub fn name(&self) -> Option<&'static str> {
        self.first(LegacyTable::Users, &NAME)
    }

    /// The column for password hashes.
    pub fn password(&self) -> &'static str {
        self.first(LegacyTable::Users, &PASSWORD).unwrap_or("hashed_password")
    }

    /// The column of the tasks table for the id of the owner.
    pub fn owner(&self) -> &'static str {
        self.first(LegacyTable::Tasks, &OWNER).unwrap_or("owner_id")
    }

    /// The column for the status: either text, or a boolean that is true for completed tasks.
    pub fn status(&self) -> &'static str {
        self.first(LegacyTable::Tasks, &STATUS).unwrap_or("status")
    }

    /// Returns whether the status is text, and not a boolean.
    pub fn has_status(&self) -> bool {
        self.status() == "status"
    }

    /// Returns the columns that are not imported. `name_of` returns the name to show for a table.
    pub fn unknown(&self, name_of: impl Fn(&str) -> String) -> Vec<String> {
        let name = self.name();
        let is_known = |column: &Column| {
            let common = ["id", "created_at", "updated_at"].contains(&column.name.as_str());
            common
                || if column.table_name == self.users {
                    ["email", "username", "is_active", self.password()].contains(&column.name.as_str())
                        || Some(column.name.as_str()) == name
                } else {
                    ["title", "description", self.owner(), self.status()].contains(&column.name.as_str())
                }
        };
        let unknown = self.columns.iter().filter(|column| !is_known(column));
        unknown.map(|column| format!("the column {}.{}", name_of(&column.table_name), column.name)).collect()
    }
}
