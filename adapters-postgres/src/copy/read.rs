//! Reads all rows of a table.

use std::pin::Pin;

use futures_util::StreamExt;
use tasklane_copy::{Batch, Column, InvalidValue, Row, RowSink, Table};
use tasklane_core::store_error::Cause;
use tokio_postgres::binary_copy::{BinaryCopyOutRow, BinaryCopyOutStream};

use super::catalog::quoted;
use super::session::{Session, SessionError};
use super::values::{Received, postgres_type};

pub(super) fn read(session: &Session, table: &Table, sink: &mut RowSink<'_>) -> Result<(), Cause> {
    let types: Vec<_> = table.columns.iter().map(|column| postgres_type(column.column_type)).collect();
    // Citus supports this form for distributed tables too.
    let copy =
        format!("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)", names(table), quoted(table.name));
    let stream = session.block_on(session.client().copy_out(&copy)).map_err(SessionError::from)?;
    let mut rows = Box::pin(BinaryCopyOutStream::new(stream, &types));
    loop {
        let (batch, is_last) = session.block_on(next_batch(rows.as_mut(), table))?;
        if !batch.is_empty() && sink(batch).is_break() || is_last {
            return Ok(());
        }
    }
}

pub(super) fn names(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    names.join(", ")
}

/// Returns the next rows, and whether they are the last.
async fn next_batch(
    mut rows: Pin<&mut BinaryCopyOutStream>,
    table: &Table,
) -> Result<(Vec<Row>, bool), Cause> {
    let mut batch = Batch::default();
    while let Some(row) = rows.next().await {
        let row = row.map_err(SessionError::from)?;
        if let Some(full) = batch.push(values(&row, table)?) {
            return Ok((full, false));
        }
    }
    Ok((batch.take(), true))
}

fn values(row: &BinaryCopyOutRow, table: &Table) -> Result<Row, InvalidValue> {
    let value = |(index, column): (usize, &Column)| {
        row.try_get(index).map(|Received(value)| value).map_err(|_contains_the_value| InvalidValue {
            table: table.name,
            column: column.name.clone(),
            reason: "only PostgreSQL can represent it, like infinity or NULL in a list",
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}
