//! Stores all rows in this database, in one transaction.

use tasklane_copy::{
    COPIED_TABLES, CatalogColumn, Column, CopyError, CopyTarget, InvalidValue, LastId, LockError, ReadRows,
    Row, RowSink, Table, Value,
};
use tasklane_core::store_error::Cause;
use tokio_postgres::Statement;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use super::catalog::{IdSequence, id_sequences, quoted};
use super::session::{Session, SessionError};
use super::values::{Sent, postgres_type, unstorable_reason};
use super::{catalog, read};
use crate::connection::config::PostgresConfig;
use crate::connection::connect::Pooling;
use crate::indexes::{LIST_INDEXES, RAISE_MEMORY};
use crate::migrate::{migrate, pending, versions};

const HAS_CITUS: &str = "SELECT FROM pg_extension WHERE extname = 'citus'";
/// Citus rejects a parallel write to a table that refers to a table written earlier in the transaction.
const WRITE_SEQUENTIALLY: &str = "SELECT set_config('citus.multi_shard_modify_mode', 'sequential', true)";

/// A database into which all rows are copied.
pub struct PostgresCopyTarget {
    session: Session,
    /// The statements that create the dropped indexes again. Building an index on a full table is much faster than
    /// updating it for each row.
    dropped: Vec<String>,
    /// The statement for the table that is being written.
    prepared: Option<Prepared>,
}

struct Prepared {
    table: &'static str,
    statement: Statement,
    types: Vec<Type>,
}

/// Connects to a database. Creates the tables if the database is empty, and writes no rows yet.
///
/// The methods of the result block, so call them on a thread outside of the runtime, such as one of `spawn_blocking`.
pub async fn open_copy_target(config: &PostgresConfig) -> Result<PostgresCopyTarget, CopyError> {
    if config.target().pooling != Pooling::None {
        return Err(CopyError::BehindPooler);
    }
    let pending = pending(config).await.map_err(|error| CopyError::Target(error.into()))?;
    if pending.len() == versions().len() {
        migrate(config).await.map_err(|error| CopyError::Target(error.into()))?;
    } else if !pending.is_empty() {
        return Err(CopyError::TargetNotMigrated(pending));
    }
    let session = Session::connect(config).await.map_err(|error| CopyError::Target(error.into()))?;
    Ok(PostgresCopyTarget { session, dropped: Vec::new(), prepared: None })
}

impl PostgresCopyTarget {
    fn has_citus(&self) -> Result<bool, Cause> {
        Ok(!self.session.query(HAS_CITUS, &[])?.is_empty())
    }

    /// Drops the indexes, except unique indexes. Not on Citus, where the gain was not measured.
    fn prepare(&mut self) -> Result<(), Cause> {
        if self.has_citus()? {
            self.session.query(WRITE_SEQUENTIALLY, &[])?;
            return Ok(());
        }
        for row in self.session.query(LIST_INDEXES, &[&COPIED_TABLES.as_slice()])? {
            let (name, definition): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            self.session.execute(&format!("DROP INDEX {name}"))?;
            self.dropped.push(definition);
        }
        Ok(())
    }

    /// Raises the sequence to the id, and never lowers it.
    fn raise(&self, sequence: &IdSequence, id: Option<i64>) -> Result<(), Cause> {
        let IdSequence { table, column, sequence } = sequence;
        let raise = format!(
            "SELECT setval($1::text::regclass, last) FROM (
                SELECT greatest($2, (SELECT max({}) FROM {}), pg_sequence_last_value($1::text::regclass)) AS last
            ) AS ids WHERE last > 0",
            quoted(column),
            quoted(table)
        );
        self.session.query(&raise, &[sequence, &id]).map(drop)
    }

    /// Returns the statement for a table, and prepares it before the first batch of the table.
    fn statement_for(&mut self, table: &Table) -> Result<&Prepared, Cause> {
        if self.prepared.as_ref().is_none_or(|prepared| prepared.table != table.name) {
            let copy =
                format!("COPY {} ({}) FROM STDIN (FORMAT binary)", quoted(table.name), read::names(table));
            let statement = self.session.block_on(self.session.client().prepare(&copy));
            let types = table.columns.iter().map(|column| postgres_type(column.column_type)).collect();
            let statement = statement.map_err(SessionError::from)?;
            self.prepared = Some(Prepared { table: table.name, statement, types });
        }
        Ok(self.prepared.as_ref().ok_or("no statement was prepared")?)
    }
}

impl ReadRows for PostgresCopyTarget {
    fn columns(&mut self, table: &'static str) -> Result<Vec<CatalogColumn>, Cause> {
        catalog::columns(&self.session, table)
    }

    fn count(&mut self, table: &'static str) -> Result<u64, Cause> {
        catalog::count(&self.session, table)
    }

    fn read(&mut self, table: &Table, sink: &mut RowSink<'_>) -> Result<(), Cause> {
        read::read(&self.session, table, sink)
    }
}

impl CopyTarget for PostgresCopyTarget {
    fn begin(&mut self) -> Result<(), LockError> {
        // Dropping an index needs this lock anyway.
        self.session.begin("ACCESS EXCLUSIVE")?;
        self.prepare().map_err(LockError::Failed)
    }

    fn write(&mut self, table: &Table, rows: &[Row]) -> Result<(), Cause> {
        for (column, value) in rows.iter().flat_map(|row| table.columns.iter().zip(row)) {
            reject_unstorable(table, column, value)?;
        }
        let Prepared { statement, types, .. } = self.statement_for(table)?;
        let (statement, types) = (statement.clone(), types.clone());
        let client = self.session.client();
        let copy = async {
            let writer = BinaryCopyInWriter::new(client.copy_in(&statement).await?, &types);
            let mut writer = Box::pin(writer);
            for row in rows {
                writer.as_mut().write_raw(row.iter().map(Sent)).await?;
            }
            writer.as_mut().finish().await
        };
        self.session.block_on(copy).map(drop).map_err(|error| SessionError::from(error).into())
    }

    fn finish(&mut self, last_ids: &[LastId]) -> Result<(), Cause> {
        self.session.query(RAISE_MEMORY, &[])?;
        for definition in std::mem::take(&mut self.dropped) {
            self.session.execute(&definition)?;
        }
        for sequence in id_sequences(&self.session)? {
            let last = last_ids.iter().find(|last| last.table == sequence.table);
            self.raise(&sequence, last.map(|last| last.id))?;
        }
        if !self.has_citus()? {
            let analyze: Vec<String> = COPIED_TABLES.iter().map(|table| format!("ANALYZE {table}")).collect();
            self.session.execute(&analyze.join("; "))?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Cause> {
        self.session.execute("COMMIT")
    }
}

fn reject_unstorable(table: &Table, column: &Column, value: &Value) -> Result<(), InvalidValue> {
    match unstorable_reason(value) {
        Some(reason) => Err(InvalidValue { table: table.name, column: column.name.clone(), reason }),
        None => Ok(()),
    }
}
