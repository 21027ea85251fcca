//! Detects which server owns the tables of a database. Reads only the database catalog.

use crate::legacy::{Column, Legacy};

/// The table names of older servers. The first pair has the names of Tasklane's own tables.
const TABLE_PAIRS: [(&str, &str); 2] = [("users", "tasks"), ("user", "task")];
/// Columns that only Tasklane's tables have. They identify these tables if the migrations table was lost.
const TASKLANE_COLUMNS: [&str; 2] = ["email_canonical", "change_seq"];
const MIGRATIONS: &str = "__diesel_schema_migrations";

/// The server that owns the tables of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaOwner {
    /// Tasklane has migrated the database. Older tables under other names may exist too.
    Tasklane(Option<Legacy>),
    /// An older server, whose tables can be adopted.
    Legacy(Legacy),
    /// The tables or views named `users` or `tasks`, which can't be adopted.
    Foreign(Vec<String>),
    /// No table or view is named `users` or `tasks`, and there are no tables to adopt. Other tables may exist.
    Unowned,
}

/// Classifies the schema. `columns` are the columns of all its tables and views.
pub fn detect_schema_owner(columns: &[Column], is_migrated: bool) -> SchemaOwner {
    let found = |(users, tasks): (&str, &str)| Legacy::find(users, tasks, columns).ok();
    if is_migrated {
        return SchemaOwner::Tasklane(found(TABLE_PAIRS[1]));
    }
    let tables = tables(columns);
    let in_the_way: Vec<String> =
        tables.into_iter().filter(|table| table == "users" || table == "tasks").collect();
    let is_own = columns.iter().any(|column| {
        in_the_way.contains(&column.table_name) && TASKLANE_COLUMNS.contains(&column.name.as_str())
    });
    let legacy = if in_the_way.is_empty() { found(TABLE_PAIRS[1]) } else { found(TABLE_PAIRS[0]) };
    match legacy {
        Some(legacy) if !is_own => SchemaOwner::Legacy(legacy),
        _ if in_the_way.is_empty() => SchemaOwner::Unowned,
        _ => SchemaOwner::Foreign(in_the_way),
    }
}

/// Explains in one sentence why the tables can't be adopted, and lists them. `None` if there are no tables.
pub fn explain(columns: &[Column]) -> Option<String> {
    let tables = tables(columns);
    if tables.is_empty() {
        return None;
    }
    let missing = TABLE_PAIRS
        .iter()
        .filter(|(users, tasks)| tables.iter().any(|table| table == users || table == tasks))
        .find_map(|(users, tasks)| Legacy::find(users, tasks, columns).err());
    let missing = missing.map(|missing| format!(" ({})", missing.join(", "))).unwrap_or_default();
    Some(format!(
        "the tables of this database are {}, which don't match a known older server{missing}",
        tables.join(", ")
    ))
}

/// Returns the table names in alphabetical order, without the migrations table.
pub fn tables(columns: &[Column]) -> Vec<String> {
    let mut tables: Vec<String> = columns.iter().map(|column| column.table_name.clone()).collect();
    tables.retain(|table| table != MIGRATIONS);
    tables.sort_unstable();
    tables.dedup();
    tables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legacy::LegacyTable;

    const V1_USERS: [&str; 4] = ["id", "email", "username", "hashed_password"];
    const V1_TASKS: [&str; 4] = ["id", "title", "status", "owner_id"];
    const TODO_USER: [&str; 3] = ["id", "email", "hashed_password"];
    const TODO_TASK: [&str; 4] = ["id", "user_id", "title", "completed"];

    fn columns(table: &str, names: &[&str]) -> Vec<Column> {
        let column = |name: &&str| Column {
            table_name: table.to_owned(),
            is_table: true,
            name: (*name).to_owned(),
            type_name: "text".to_owned(),
        };
        names.iter().map(column).collect()
    }

    fn legacy(columns: &[Column]) -> Legacy {
        match detect_schema_owner(columns, false) {
            SchemaOwner::Legacy(legacy) => legacy,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tables_of_both_older_servers_are_recognized_by_their_columns() {
        let v1 = [columns("tasks", &V1_TASKS), columns("users", &V1_USERS)].concat();
        let todo = [columns("task", &TODO_TASK), columns("user", &TODO_USER)].concat();
        let found = legacy(&[v1.clone(), columns("users", &["phone"])].concat());
        assert_eq!(found.table(LegacyTable::Users), "users");
        assert!(found.has_status() && found.username().is_some());
        assert_eq!(found.unknown(|table| format!("older_{table}")), ["the column older_users.phone"]);
        let found = legacy(&todo);
        assert_eq!(
            (found.table(LegacyTable::Tasks), found.owner(), found.status()),
            ("task", "user_id", "completed")
        );
        assert_eq!(found.username(), None);
        let plural = [columns("tasks", &TODO_TASK), columns("users", &TODO_USER)].concat();
        assert_eq!(legacy(&plural).table(LegacyTable::Users), "users");
        assert_eq!(legacy(&[v1, todo].concat()).table(LegacyTable::Users), "users");
    }

    #[test]
    fn other_tables_are_not_adopted() {
        let v1 = [columns("tasks", &V1_TASKS), columns("users", &V1_USERS)].concat();
        let both = SchemaOwner::Foreign(vec!["tasks".to_owned(), "users".to_owned()]);
        let views: Vec<_> = v1.iter().cloned().map(|column| Column { is_table: false, ..column }).collect();
        assert_eq!(detect_schema_owner(&views, false), both);
        let own = [columns("tasks", &["change_seq"]), v1.clone()].concat();
        assert_eq!(detect_schema_owner(&own, false), both);
        let half = columns("users", &V1_USERS);
        assert_eq!(detect_schema_owner(&half, false), SchemaOwner::Foreign(vec!["users".to_owned()]));
        assert_eq!(detect_schema_owner(&[], false), SchemaOwner::Unowned);
        assert_eq!(detect_schema_owner(&columns("comments", &["id"]), false), SchemaOwner::Unowned);
    }

    #[test]
    fn older_tables_beside_migrated_tables_are_recognized() {
        let todo =
            [columns("task", &TODO_TASK), columns("user", &TODO_USER), columns("users", &V1_USERS)].concat();
        let SchemaOwner::Tasklane(Some(legacy)) = detect_schema_owner(&todo, true) else { panic!() };
        assert_eq!(legacy.table(LegacyTable::Users), "user");
        assert_eq!(detect_schema_owner(&columns("users", &V1_USERS), true), SchemaOwner::Tasklane(None));
    }

    #[test]
    fn explanation_names_the_tables_and_their_missing_columns() {
        assert_eq!(explain(&columns(MIGRATIONS, &["version"])), None);
        let account = [columns("account", &["password"]), columns("user", &["id", "email"])].concat();
        let text = explain(&account).unwrap();
        assert!(
            text.contains("account, user") && text.contains("user has no column hashed_password or"),
            "{text}"
        );
        assert!(text.contains("task has no column id"), "{text}");
    }
}
