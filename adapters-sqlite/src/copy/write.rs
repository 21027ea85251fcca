//! Inserts rows.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text};
use diesel::sqlite::Sqlite;
use tasklane_copy::{Row, Table};
use tasklane_core::store_error::Cause;

use super::catalog::quoted;
use super::values::{Cell, cell};

/// An INSERT of one row. Diesel caches its prepared form, because the text is the same for each row of a table.
struct Insert<'a> {
    /// The statement up to the first value.
    start: &'a str,
    cells: Vec<Cell<'a>>,
}

impl QueryFragment<Sqlite> for Insert<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(self.start);
        for (index, cell) in self.cells.iter().enumerate() {
            pass.push_sql(if index == 0 { "(" } else { ", " });
            match cell {
                Cell::Null => pass.push_bind_param::<Nullable<Integer>, Option<i32>>(&None)?,
                Cell::Integer(number) => pass.push_bind_param::<BigInt, i64>(number)?,
                Cell::Text(text) => pass.push_bind_param::<Text, str>(text)?,
                Cell::Blob(bytes) => pass.push_bind_param::<Binary, [u8]>(bytes)?,
            }
        }
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryId for Insert<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> RunQueryDsl<Conn> for Insert<'_> {}

pub(super) fn write(connection: &mut SqliteConnection, table: &Table, rows: &[Row]) -> Result<(), Cause> {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let start = format!("INSERT INTO {} ({}) VALUES ", quoted(table.name), names.join(", "));
    for row in rows {
        let cells = row.iter().map(cell).collect::<Result<_, _>>()?;
        Insert { start: &start, cells }.execute(connection)?;
    }
    Ok(())
}
