//! Why an adoption failed.

use diesel::prelude::*;
use diesel::sql_types::Text;
use tasklane_adopt::{AdoptError, Column, explain};

use crate::connection::blocking::Connection;
use crate::migrate::MigrateError;

const OTHER_TABLES: &str = "SELECT schemaname || '.' || tablename AS name FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 50";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct NameRow {
    #[diesel(sql_type = Text)]
    name: String,
}

pub(super) fn migrate_error(error: MigrateError) -> AdoptError {
    AdoptError::Database(error.into())
}

pub(super) fn query_error(error: diesel::result::Error) -> AdoptError {
    migrate_error(error.into())
}

/// Describes why the tables can't be adopted. An adoption searches only the first schema of the search path. If that
/// schema has no tables, the message lists the tables of other schemas.
pub(super) fn nothing_to_adopt(connection: &mut Connection, columns: &[Column]) -> AdoptError {
    if let Some(why) = explain(columns) {
        return AdoptError::NotLegacy(why);
    }
    let other_tables: Vec<NameRow> = diesel::sql_query(OTHER_TABLES).load(connection).unwrap_or_default();
    if other_tables.is_empty() {
        return AdoptError::Empty;
    }
    let names: Vec<String> = other_tables.into_iter().map(|table| table.name).collect();
    AdoptError::NotLegacy(format!(
        "the first schema of the search path has no tables, but other schemas have {}: set the search path in the URL, such as \
         ?options=-c%20search_path%3Dname",
        names.join(", ")
    ))
}
