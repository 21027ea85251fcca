//! The older tables, as far as they are known: how their rows are read, whatever the types of their columns.

use tasklane_core::clock::Timestamp;

use super::Problems;
use crate::whose::Column;

const INTEGERS: [&str; 3] = ["smallint", "integer", "bigint"];
const ZONED: &str = "timestamp with time zone";
const ZONELESS: &str = "timestamp without time zone";

/// What a person is called, where there is such a column.
const NAMES: [&str; 2] = ["full_name", "name"];
const USERS: [&str; 7] =
    ["id", "email", "username", "hashed_password", "is_active", "created_at", "updated_at"];
const TASKS: [&str; 7] = ["id", "title", "description", "status", "owner_id", "created_at", "updated_at"];

pub(super) struct Older {
    columns: Vec<Column>,
}

impl Older {
    pub(super) fn new(columns: Vec<Column>) -> Self {
        Self { columns }
    }

    /// Columns that can't be what this program takes them for.
    pub(super) fn find_misfits(&self, problems: &mut Problems) {
        for (table, name, types) in [
            ("users", "id", &INTEGERS[..]),
            ("users", "is_active", &["boolean", "smallint", "integer", "bigint"]),
            ("users", "created_at", &[ZONED, ZONELESS]),
            ("users", "updated_at", &[ZONED, ZONELESS]),
            ("tasks", "id", &INTEGERS),
            ("tasks", "owner_id", &INTEGERS),
            ("tasks", "created_at", &[ZONED, ZONELESS]),
            ("tasks", "updated_at", &[ZONED, ZONELESS]),
        ] {
            match self.type_of(table, name) {
                Some(other) if !types.contains(&other) => {
                    problems.add(
                        table,
                        format!("a column is {other} and should be {}", types.join(" or ")),
                        name,
                    );
                }
                _ => {}
            }
        }
    }

    /// Columns that are left alone, by the new names of their tables.
    pub(super) fn unknown(&self) -> impl Iterator<Item = String> {
        let name = self.name_column();
        let is_known = move |column: &Column| match column.table_name.as_str() {
            "users" => USERS.contains(&&*column.name) || Some(&*column.name) == name,
            _ => TASKS.contains(&&*column.name),
        };
        let unknown = self.columns.iter().filter(move |column| !is_known(column));
        unknown.map(|column| format!("the column older_{}.{}", column.table_name, column.name))
    }

    /// Users by their id.
    pub(super) fn select_users(&self, now: Timestamp) -> String {
        let is_active = match self.type_of("users", "is_active") {
            None => "true",
            Some("boolean") => "t.is_active",
            Some(_) => "t.is_active <> 0",
        };
        let name = self.name_column().map_or("NULL".to_owned(), |name| format!("t.{name}"));
        format!(
            "SELECT t.id::bigint AS id, t.email::text AS email, t.username::text AS username, {name}::text AS name, \
             t.hashed_password::text AS hashed_password, {is_active} AS is_active, \
             {} FROM older_users t ORDER BY t.id",
            self.times("users", now),
        )
    }

    /// Tasks by their owner, and those of each owner in the order in which they were created. Of a description that is
    /// beyond all mending only that it is.
    pub(super) fn select_tasks(&self, now: Timestamp, longest_description: usize) -> String {
        let (mut description, mut is_too_long) = ("NULL::text".to_owned(), "false".to_owned());
        if self.type_of("tasks", "description").is_some() {
            is_too_long =
                format!("coalesce(char_length(t.description::text) > {longest_description}, false)");
            description = format!("CASE WHEN NOT {is_too_long} THEN t.description::text END");
        }
        format!(
            "SELECT t.id::bigint AS id, u.id::bigint AS owner_id, \
             t.title::text AS title, {description} AS description, {is_too_long} AS is_too_long, \
             lower(t.status::text) AS status, {} FROM older_tasks t LEFT JOIN older_users u ON u.id = t.owner_id \
             ORDER BY t.owner_id, created_at, t.id",
            self.times("tasks", now),
        )
    }

    /// `created_at`, which is never NULL, `updated_at`, `has_no_created_at` and `has_odd_time`: one that is infinite or
    /// has no year of four digits.
    fn times(&self, table: &str, now: Timestamp) -> String {
        let [created_at, updated_at] =
            ["created_at", "updated_at"].map(|name| match self.type_of(table, name) {
                None => "NULL::timestamptz".to_owned(),
                Some(ZONED) => format!("t.{name}"),
                Some(_) => format!("(t.{name} AT TIME ZONE 'UTC')"),
            });
        let is_plain = |time: &str| {
            format!("{time} BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'")
        };
        let plain = |time: &str| format!("CASE WHEN {} THEN {time} END", is_plain(time));
        format!(
            "coalesce({}, {}, '{}') AS created_at, {} AS updated_at, {created_at} IS NULL AS has_no_created_at, \
             NOT (coalesce({}, true) AND coalesce({}, true)) AS has_odd_time",
            plain(&created_at),
            plain(&updated_at),
            now.to_rfc3339(),
            plain(&updated_at),
            is_plain(&created_at),
            is_plain(&updated_at),
        )
    }

    fn name_column(&self) -> Option<&'static str> {
        NAMES.into_iter().find(|name| self.type_of("users", name).is_some())
    }

    fn type_of(&self, table: &str, name: &str) -> Option<&str> {
        let column = self.columns.iter().find(|column| column.table_name == table && column.name == name);
        column.map(|column| column.type_name.as_str())
    }
}
