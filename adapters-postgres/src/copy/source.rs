//! Reads all rows of this database, while other transactions can't write.

use tasklane_copy::{CatalogColumn, CopyError, CopySource, LastId, LockError, ReadRows, RowSink, Table};
use tasklane_core::store_error::Cause;

use super::session::Session;
use super::{catalog, read};
use crate::connection::config::PostgresConfig;
use crate::connection::connect::Pooling;
use crate::migrate::pending;

/// A database from which all rows are copied.
pub struct PostgresCopySource {
    session: Session,
}

/// Connects to a database with the schema of this program. Changes nothing, and does not lock the tables yet.
///
/// The methods of the result block, so call them on a thread outside of the runtime, such as one of `spawn_blocking`.
pub async fn open_copy_source(config: &PostgresConfig) -> Result<PostgresCopySource, CopyError> {
    if config.target().pooling != Pooling::None {
        return Err(CopyError::BehindPooler);
    }
    let pending = pending(config).await.map_err(|error| CopyError::Source(error.into()))?;
    if !pending.is_empty() {
        return Err(CopyError::SourceNotMigrated(pending));
    }
    let session = Session::connect(config).await.map_err(|error| CopyError::Source(error.into()))?;
    Ok(PostgresCopySource { session })
}

impl ReadRows for PostgresCopySource {
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

impl CopySource for PostgresCopySource {
    fn lock(&mut self) -> Result<(), LockError> {
        // This lock conflicts with every lock of a write, and with no lock of a read.
        self.session.begin("SHARE")
    }

    fn last_ids(&mut self) -> Result<Vec<LastId>, Cause> {
        catalog::last_ids(&self.session)
    }
}
