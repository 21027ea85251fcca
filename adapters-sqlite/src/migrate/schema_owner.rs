//! Detects which program the tables of this database file belong to.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use tasklane_adopt::{Column, SchemaOwner, detect_schema_owner};

use crate::schema::{__diesel_schema_migrations as applied_migrations, sqlite_master};

const COLUMNS: &str =
    "SELECT m.name AS table_name, m.type = 'table' AS is_table, c.name AS name, c.type AS type_name
FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid";

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Bool)]
    is_table: bool,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    type_name: String,
}

/// Returns which program the tables belong to. Changes nothing.
///
/// Reads the tables first. If another process migrates the database between the two reads, the second read shows it. In
/// the other order, the new tables would seem to be those of another program.
pub(crate) fn schema_owner(connection: &mut SqliteConnection) -> QueryResult<SchemaOwner> {
    let columns = columns(connection)?;
    if is_migrated(connection)? {
        return Ok(SchemaOwner::Tasklane(None));
    }
    Ok(detect_schema_owner(&columns, false))
}

pub(crate) fn is_migrated(connection: &mut SqliteConnection) -> QueryResult<bool> {
    let table = sqlite_master::table.find("__diesel_schema_migrations");
    if !diesel::select(diesel::dsl::exists(table)).get_result(connection)? {
        return Ok(false);
    }
    diesel::select(diesel::dsl::exists(applied_migrations::table.select(applied_migrations::version)))
        .get_result(connection)
}

/// Returns the columns of all tables and views.
pub(crate) fn columns(connection: &mut SqliteConnection) -> QueryResult<Vec<Column>> {
    let rows: Vec<ColumnRow> = diesel::sql_query(COLUMNS).load(connection)?;
    let column = |row: ColumnRow| {
        let ColumnRow { table_name, is_table, name, type_name } = row;
        Column { table_name, is_table, name, type_name }
    };
    Ok(rows.into_iter().map(column).collect())
}
