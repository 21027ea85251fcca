//! The columns of the tables, the number of their rows, and their id sequences.

use tasklane_copy::{COPIED_TABLES, CatalogColumn, ColumnType, LastId, UnsupportedType};
use tasklane_core::store_error::Cause;

use super::session::Session;
use crate::migrate::schema_owner::COLUMNS;

/// The sequences of identity columns: table, column, and qualified name of the sequence.
const SEQUENCES: &str = "
SELECT c.relname::text, a.attname::text, d.objid::regclass::text
FROM pg_depend d
JOIN pg_class c ON c.oid = d.refobjid AND c.relnamespace = current_schema()::regnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
ORDER BY 1";

/// The sequence of the id column of a table.
pub(super) struct IdSequence {
    pub(super) table: &'static str,
    pub(super) column: String,
    pub(super) sequence: String,
}

/// Quotes a name of the catalog.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn columns(session: &Session, table: &str) -> Result<Vec<CatalogColumn>, Cause> {
    let mut columns = Vec::new();
    for row in session.query(COLUMNS, &[])? {
        let (table_name, name, type_name): (String, String, String) =
            (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
        if table_name != table {
            continue;
        }
        let Some(column_type) = column_type(&type_name) else {
            return Err(UnsupportedType { table: table_name, column: name, type_name }.into());
        };
        columns.push(CatalogColumn { name, column_type: Some(column_type) });
    }
    Ok(columns)
}

fn column_type(name: &str) -> Option<ColumnType> {
    Some(match name {
        "bigint" => ColumnType::BigInt,
        "smallint" => ColumnType::SmallInt,
        "boolean" => ColumnType::Boolean,
        "text" => ColumnType::Text,
        "timestamp with time zone" => ColumnType::Time,
        "date" => ColumnType::Date,
        "uuid" => ColumnType::Uuid,
        "bytea" => ColumnType::Bytes,
        "text[]" => ColumnType::Texts,
        _ => return None,
    })
}

pub(super) fn count(session: &Session, table: &str) -> Result<u64, Cause> {
    let rows = session.query(&format!("SELECT count(*) FROM {}", quoted(table)), &[])?;
    let count: i64 = rows.first().ok_or("PostgreSQL returned no count")?.try_get(0)?;
    Ok(u64::try_from(count)?)
}

pub(super) fn id_sequences(session: &Session) -> Result<Vec<IdSequence>, Cause> {
    let mut sequences = Vec::new();
    for row in session.query(SEQUENCES, &[])? {
        let table: String = row.try_get(0)?;
        if let Some(table) = COPIED_TABLES.into_iter().find(|copied| *copied == table) {
            sequences.push(IdSequence { table, column: row.try_get(1)?, sequence: row.try_get(2)? });
        }
    }
    Ok(sequences)
}

/// Returns the last id of each table with a sequence. A sequence that was never used has no last value.
pub(super) fn last_ids(session: &Session) -> Result<Vec<LastId>, Cause> {
    let mut last_ids = Vec::new();
    for IdSequence { table, column, sequence } in id_sequences(session)? {
        let query = format!(
            "SELECT greatest(pg_sequence_last_value($1::text::regclass), (SELECT max({}) FROM {}))",
            quoted(&column),
            quoted(table)
        );
        for row in session.query(&query, &[&sequence])? {
            if let Some(id) = row.try_get(0)? {
                last_ids.push(LastId { table, id });
            }
        }
    }
    Ok(last_ids)
}
