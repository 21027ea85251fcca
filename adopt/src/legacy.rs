//! The older tables, as far as they are known.

/// A column of any table in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub table_name: String,
    /// Not a view.
    pub is_table: bool,
    pub name: String,
    /// As the database names it.
    pub type_name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Users,
    Tasks,
}

/// Names that older servers use for the same column, the usual one first.
const PASSWORD: [&str; 2] = ["hashed_password", "password_hash"];
/// What a person is called.
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
    /// Of these tables, or else what they lack.
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
        let mut lacking: Vec<String> = wanted
            .iter()
            .filter(|(table, names)| !has(table, names))
            .map(|(table, names)| format!("{table} has no column {}", names.join(" or ")))
            .collect();
        lacking.dedup();
        if !lacking.is_empty() {
            return Err(lacking);
        }
        let own = |column: &&Column| column.table_name == users || column.table_name == tasks;
        let columns = columns.iter().filter(own).cloned().collect();
        Ok(Self { users: users.to_owned(), tasks: tasks.to_owned(), columns })
    }

    pub fn table(&self, part: Part) -> &str {
        match part {
            Part::Users => &self.users,
            Part::Tasks => &self.tasks,
        }
    }

    /// `None` when there is no such column.
    pub fn type_of(&self, part: Part, name: &str) -> Option<&str> {
        let table = self.table(part);
        let column = self.columns.iter().find(|column| column.table_name == table && column.name == name)?;
        Some(&column.type_name)
    }

    fn first(&self, part: Part, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.type_of(part, name).is_some())
    }

    /// The todo server has none.
    pub fn username(&self) -> Option<&'static str> {
        self.first(Part::Users, &["username"])
    }

    pub fn name(&self) -> Option<&'static str> {
        self.first(Part::Users, &NAME)
    }

    pub fn password(&self) -> &'static str {
        self.first(Part::Users, &PASSWORD).unwrap_or("hashed_password")
    }

    pub fn owner(&self) -> &'static str {
        self.first(Part::Tasks, &OWNER).unwrap_or("owner_id")
    }

    /// Either `status`, or a flag for completed tasks.
    pub fn status(&self) -> &'static str {
        self.first(Part::Tasks, &STATUS).unwrap_or("status")
    }

    pub fn has_status(&self) -> bool {
        self.status() == "status"
    }

    /// Columns that are not taken over, by `name_of` their table.
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
