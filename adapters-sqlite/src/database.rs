//! The threads on which SQLite runs: several readers and one writer.

use std::io;
use std::sync::Arc;

use diesel::prelude::*;
use tasklane_core::fair_reads::FairReadScheduler;
use tasklane_core::store_error::StoreError;
use tasklane_runtime::SliceMetrics;

use crate::readers::Readers;
use crate::writer::Writer;

/// Implements all store ports. Each port has its own file.
pub(crate) struct SqliteDatabase {
    pub(crate) threads: DatabaseThreads,
    /// Limits expensive reads to half of the reader threads. There are at least two readers, so at least one expensive
    /// read can run.
    pub(crate) scheduler: Arc<FairReadScheduler>,
    pub(crate) slice_metrics: SliceMetrics,
}

impl SqliteDatabase {
    pub(crate) fn new(threads: DatabaseThreads) -> Self {
        let scheduler = FairReadScheduler::new(threads.readers.count() / 2);
        Self { threads, scheduler, slice_metrics: SliceMetrics::default() }
    }
}

/// The reader threads and the writer thread. Dropping this value waits for the running and the queued calls, so this
/// process no longer changes the file afterwards.
///
/// The fields are dropped in the order of their declaration, and the connection of the writer must close after all
/// other connections. SQLite runs the final checkpoint and deletes the write-ahead log only when the last connection
/// closes. If connections close at the same time, each of them still sees another open connection.
pub(crate) struct DatabaseThreads {
    readers: Readers,
    writer: Writer,
}

impl DatabaseThreads {
    pub(crate) fn start(writer: SqliteConnection, readers: Vec<SqliteConnection>) -> io::Result<Self> {
        let writer = Writer::start(writer)?;
        Ok(Self { readers: Readers::start(readers)?, writer })
    }

    /// Runs statements that read. They see every write that was acknowledged before the call.
    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.readers.read(work).await
    }

    /// Runs statements that write. If `work` fails, no statement is committed. Returns when the commit is durable. `work`
    /// runs even if the caller is cancelled.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(work).await
    }
}
