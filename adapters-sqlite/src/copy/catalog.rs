//! The columns of the tables, the number of their rows, and their last ids.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tasklane_copy::{COPIED_TABLES, CatalogColumn, LastId};
use tasklane_core::store_error::Cause;

use crate::migrate::schema_owner;

const LAST_IDS: &str = "SELECT name, seq FROM sqlite_sequence";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Sequence {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Quotes a name of the catalog.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the columns without types, because SQLite stores times, truth values and numbers as integers.
pub(super) fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<CatalogColumn>, Cause> {
    let columns = schema_owner::columns(connection)?.into_iter();
    let of_table = columns.filter(|column| column.is_table && column.table_name == table);
    Ok(of_table.map(|column| CatalogColumn { name: column.name, column_type: None }).collect())
}

pub(super) fn count(connection: &mut SqliteConnection, table: &str) -> Result<u64, Cause> {
    let query = format!("SELECT count(*) AS count FROM {}", quoted(table));
    let Count { count } = diesel::sql_query(query).get_result(connection)?;
    Ok(u64::try_from(count)?)
}

/// Returns the last ids. SQLite keeps each of them at least as high as the highest stored id.
pub(super) fn last_ids(connection: &mut SqliteConnection) -> Result<Vec<LastId>, Cause> {
    let sequences: Vec<Sequence> = diesel::sql_query(LAST_IDS).load(connection)?;
    let last_id = |Sequence { name, seq }: Sequence| {
        let table = COPIED_TABLES.into_iter().find(|table| *table == name)?;
        Some(LastId { table, id: seq })
    };
    Ok(sequences.into_iter().filter_map(last_id).collect())
}
