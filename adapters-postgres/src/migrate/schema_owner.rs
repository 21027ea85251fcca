//! Detects which program the tables of this database belong to.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use tasklane_adopt::{Column, SchemaOwner, detect_schema_owner};

use crate::connection::blocking::Connection;

/// The columns of all tables and views, except those of extensions, in the schema in which new tables would be created.
/// `regtype` names a type without its length and precision.
pub(crate) const COLUMNS: &str = "SELECT c.relname::text AS table_name, c.relkind IN ('r', 'p') AS is_table,
    a.attname::text AS name, a.atttypid::regtype::text AS type_name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname, a.attnum";
const HAS_MIGRATIONS: &str = "to_regclass('__diesel_schema_migrations') IS NOT NULL";
const IS_MIGRATED: &str = "EXISTS (SELECT FROM __diesel_schema_migrations)";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
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
pub(crate) fn schema_owner(connection: &mut Connection) -> QueryResult<SchemaOwner> {
    let columns = columns(connection)?;
    if is_migrated(connection)? {
        return Ok(SchemaOwner::Tasklane(None));
    }
    Ok(detect_schema_owner(&columns, false))
}

pub(crate) fn is_migrated(connection: &mut Connection) -> QueryResult<bool> {
    let has_migrations = diesel::select(sql::<Bool>(HAS_MIGRATIONS)).get_result(connection)?;
    Ok(has_migrations && diesel::select(sql::<Bool>(IS_MIGRATED)).get_result(connection)?)
}

/// Returns the columns of all tables and views.
pub(crate) fn columns(connection: &mut Connection) -> QueryResult<Vec<Column>> {
    let rows: Vec<ColumnRow> = diesel::sql_query(COLUMNS).load(connection)?;
    let column = |row: ColumnRow| {
        let ColumnRow { table_name, is_table, name, type_name } = row;
        Column { table_name, is_table, name, type_name }
    };
    Ok(rows.into_iter().map(column).collect())
}
