//! Reads all rows of a table.

use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::prelude::*;
use diesel::row::{Field, NamedRow, Row as SqlRow};
use diesel::sql_types::{BigInt, Binary};
use diesel::sqlite::{Sqlite, SqliteType};
use tasklane_copy::{Batch, Row, RowSink, Table};
use tasklane_core::store_error::Cause;

use super::catalog::quoted;
use super::values::{Cell, is_text, value};

/// The cells of a row. Text columns are selected as bytes.
struct Cells(Vec<Cell<'static>>);

impl QueryableByName<Sqlite> for Cells {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let cell = |index| {
            let field = SqlRow::get(row, index).ok_or("a column is missing")?;
            let Some(value) = field.value() else { return Ok(Cell::Null) };
            match value.value_type() {
                Some(SqliteType::Long) => {
                    Ok(Cell::Integer(<i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?))
                }
                Some(SqliteType::Binary) => {
                    Ok(Cell::Blob(<Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?.into()))
                }
                _ => Err("the value is neither an integer nor bytes".into()),
            }
        };
        (0..SqlRow::field_count(row)).map(cell).collect::<deserialize::Result<Vec<_>>>().map(Self)
    }
}

pub(super) fn read(
    connection: &mut SqliteConnection,
    table: &Table,
    sink: &mut RowSink<'_>,
) -> Result<(), Cause> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let name = quoted(&column.name);
            if is_text(column.column_type) { format!("CAST({name} AS BLOB)") } else { name }
        })
        .collect();
    let select = format!("SELECT {} FROM {}", columns.join(", "), quoted(table.name));
    let mut batch = Batch::default();
    for cells in diesel::sql_query(select).load_iter::<Cells, _>(connection)? {
        if let Some(full) = batch.push(row(table, cells?)?)
            && sink(full).is_break()
        {
            return Ok(());
        }
    }
    let rest = batch.take();
    if !rest.is_empty() {
        let _is_last = sink(rest);
    }
    Ok(())
}

fn row(table: &Table, Cells(cells): Cells) -> Result<Row, Cause> {
    let values = table.columns.iter().zip(cells).map(|(column, cell)| value(table.name, column, cell));
    Ok(values.collect::<Result<_, _>>()?)
}
