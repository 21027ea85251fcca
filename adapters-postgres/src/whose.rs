//! Whose database this is, told by its catalogue alone.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::migrate::Connection;

/// Of the schema in which new tables would be made; `format_type` without length and precision.
const COLUMNS: &str = "SELECT c.relname::text AS table_name, c.relkind IN ('r', 'p') AS is_table,
    a.attname::text AS name, a.atttypid::regtype::text AS type_name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname IN ('users', 'tasks')
ORDER BY c.relname, a.attnum";
const HAS_MIGRATIONS: &str = "to_regclass('__diesel_schema_migrations') IS NOT NULL";
const IS_MIGRATED: &str = "EXISTS (SELECT FROM __diesel_schema_migrations)";

/// By these the older server's tables are known, and told from others of the same name.
const OLDER_USERS: [&str; 4] = ["id", "email", "username", "hashed_password"];
const OLDER_TASKS: [&str; 4] = ["id", "title", "status", "owner_id"];
/// Of a table of ours whose list of migrations was lost.
const NEVER_OLDER: [&str; 2] = ["email_canonical", "change_seq"];

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Nothing is where our tables will be.
    Nobodys,
    Ours,
    OlderServers(Vec<Column>),
    /// These tables are in the way.
    SomebodyElses(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct Column {
    #[diesel(sql_type = Text)]
    pub(crate) table_name: String,
    #[diesel(sql_type = Bool)]
    pub(crate) is_table: bool,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    #[diesel(sql_type = Text)]
    pub(crate) type_name: String,
}

/// Changes nothing.
pub(crate) fn whose(connection: &mut Connection) -> QueryResult<Whose> {
    let has_migrations = diesel::select(sql::<Bool>(HAS_MIGRATIONS)).get_result(connection)?;
    if has_migrations && diesel::select(sql::<Bool>(IS_MIGRATED)).get_result(connection)? {
        return Ok(Whose::Ours);
    }
    Ok(tell(diesel::sql_query(COLUMNS).load(connection)?))
}

fn tell(columns: Vec<Column>) -> Whose {
    if columns.is_empty() {
        return Whose::Nobodys;
    }
    let has = |table: &str, name: &&str| {
        columns.iter().any(|column| column.is_table && column.table_name == table && column.name == *name)
    };
    let is_older = OLDER_USERS.iter().all(|name| has("users", name))
        && OLDER_TASKS.iter().all(|name| has("tasks", name))
        && !NEVER_OLDER.iter().any(|name| has("users", name) || has("tasks", name));
    if is_older {
        return Whose::OlderServers(columns);
    }
    let mut tables: Vec<String> = columns.into_iter().map(|column| column.table_name).collect();
    tables.dedup();
    Whose::SomebodyElses(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(table: &str, names: &[&str]) -> Vec<Column> {
        let column = |name: &&str| Column {
            table_name: table.to_owned(),
            is_table: true,
            name: (*name).to_owned(),
            type_name: "text".to_owned(),
        };
        names.iter().map(column).collect()
    }

    #[test]
    fn the_older_tables_are_known_by_their_columns() {
        let older = [columns("tasks", &OLDER_TASKS), columns("users", &OLDER_USERS)].concat();
        assert_eq!(tell(older.clone()), Whose::OlderServers(older.clone()));
        let with_more = [older.clone(), columns("users", &["phone"])].concat();
        assert_eq!(tell(with_more.clone()), Whose::OlderServers(with_more));
        assert_eq!(tell(vec![]), Whose::Nobodys);
        let both = Whose::SomebodyElses(vec!["tasks".to_owned(), "users".to_owned()]);
        let views = older.iter().cloned().map(|column| Column { is_table: false, ..column }).collect();
        assert_eq!(tell(views), both);
        let ours = [columns("tasks", &["change_seq"]), older].concat();
        assert_eq!(tell(ours), both);
        assert_eq!(tell(columns("users", &OLDER_USERS)), Whose::SomebodyElses(vec!["users".to_owned()]));
    }
}
