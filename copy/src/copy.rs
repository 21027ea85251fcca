//! Copies all tables, compares them, and commits.

use std::ops::ControlFlow;

use crate::columns::Table;
use crate::digest::TableDigest;
use crate::error::CopyError;
use crate::ports::{CopySource, CopyTarget, LockError};
use crate::progress::{CopyPhase, CopyProgress};
use crate::tables::COPIED_TABLES;

/// A table with its number of copied rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopiedTable {
    /// The name of the table.
    pub name: &'static str,
    /// The number of rows.
    pub rows: u64,
}

/// Copies all rows in one transaction of the target. The source stays locked until it is dropped.
pub fn copy(
    source: &mut dyn CopySource,
    target: &mut dyn CopyTarget,
    progress: &CopyProgress,
) -> Result<Vec<CopiedTable>, CopyError> {
    target.begin().map_err(|error| match error {
        LockError::Timeout(cause) => CopyError::TargetInUse(cause),
        LockError::Failed(cause) => CopyError::Target(cause),
    })?;
    expect_empty(target)?;
    source.lock().map_err(|error| match error {
        LockError::Timeout(cause) => CopyError::SourceInUse(cause),
        LockError::Failed(cause) => CopyError::Source(cause),
    })?;
    let tables = tables(source, target)?;
    for table in &tables {
        progress.expect(source.count(table.name).map_err(CopyError::Source)?);
    }
    let digests = tables
        .iter()
        .map(|table| copy_table(source, target, table, progress))
        .collect::<Result<Vec<_>, _>>()?;
    progress.enter(CopyPhase::Finishing);
    let last_ids = source.last_ids().map_err(CopyError::Source)?;
    target.finish(&last_ids).map_err(CopyError::Target)?;
    progress.enter(CopyPhase::Comparing);
    for (table, digest) in tables.iter().zip(&digests) {
        compare(target, table, digest, progress)?;
    }
    target.commit().map_err(CopyError::Commit)?;
    let copied =
        |(table, digest): (&Table, &TableDigest)| CopiedTable { name: table.name, rows: digest.rows() };
    Ok(tables.iter().zip(&digests).map(copied).collect())
}

fn expect_empty(target: &mut dyn CopyTarget) -> Result<(), CopyError> {
    let mut found = Vec::new();
    for table in COPIED_TABLES {
        let rows = target.count(table).map_err(CopyError::Target)?;
        if rows > 0 {
            found.push(format!("{rows} in {table}"));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(CopyError::TargetNotEmpty { rows: found.join(", ") }) }
}

/// Returns the tables with the columns that both databases have.
fn tables(source: &mut dyn CopySource, target: &mut dyn CopyTarget) -> Result<Vec<Table>, CopyError> {
    let table = |name| {
        let of_source = source.columns(name).map_err(CopyError::Source)?;
        let of_target = target.columns(name).map_err(CopyError::Target)?;
        Table::new(name, &of_source, &of_target)
    };
    COPIED_TABLES.into_iter().map(table).collect()
}

fn copy_table(
    source: &mut dyn CopySource,
    target: &mut dyn CopyTarget,
    table: &Table,
    progress: &CopyProgress,
) -> Result<TableDigest, CopyError> {
    let (mut digest, mut written) = (TableDigest::default(), Ok(()));
    let read = source.read(table, &mut |rows| {
        for row in &rows {
            digest.add(row);
        }
        written = target.write(table, &rows);
        progress.add(rows.len());
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    written.map_err(CopyError::Target)?;
    read.map_err(CopyError::Source)?;
    Ok(digest)
}

/// Reads the table back and compares it with the rows that were read from the source.
fn compare(
    target: &mut dyn CopyTarget,
    table: &Table,
    expected: &TableDigest,
    progress: &CopyProgress,
) -> Result<(), CopyError> {
    let mut stored = TableDigest::default();
    let read = target.read(table, &mut |rows| {
        for row in &rows {
            stored.add(row);
        }
        progress.add(rows.len());
        ControlFlow::Continue(())
    });
    read.map_err(CopyError::Target)?;
    if stored == *expected {
        return Ok(());
    }
    Err(CopyError::Mismatch { table: table.name, read: expected.rows(), stored: stored.rows() })
}
