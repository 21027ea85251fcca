//! The threads on which `SQLite` runs: several readers behind one queue, one writer behind another.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use diesel::prelude::*;
use tasklane_core::fair::ReadTurns;
use tasklane_core::store_error::StoreError;
use tokio::sync::oneshot;

use crate::connection::metrics::{Figures, SlicedFigures};
use crate::panicked::Panicked;
use crate::queue::Queue;
use crate::writer::{Job, Write, write_until_closed};

/// So much may wait: some tenths of a second of work. A caller beyond that does better to come back.
const MOST_WAITING: usize = 1024;

/// What the stores are: each port is implemented on it, in a file of its own.
pub(crate) struct SqliteDatabase {
    pub(crate) threads: Threads,
    /// Of expensive reads, which use at most half of the threads that read: there are at least two.
    pub(crate) turns: Arc<ReadTurns>,
    pub(crate) sliced: SlicedFigures,
}

impl SqliteDatabase {
    pub(crate) fn new(threads: Threads) -> Self {
        let turns = ReadTurns::new(threads.readers.len() / 2);
        Self { threads, turns, sliced: SlicedFigures::default() }
    }
}

type Read = Box<dyn FnOnce(&mut SqliteConnection) + Send>;

pub(crate) struct Threads {
    reads: Arc<Queue<Read>>,
    writes: Arc<Queue<Box<dyn Write>>>,
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
    figures: Figures,
}

impl Threads {
    pub(crate) fn start(mut writer: SqliteConnection, readers: Vec<SqliteConnection>) -> io::Result<Self> {
        let reads = Arc::new(Queue::<Read>::new(MOST_WAITING));
        let writes = Arc::new(Queue::new(MOST_WAITING));
        let mut threads = Self {
            reads: Arc::clone(&reads),
            writes: Arc::clone(&writes),
            readers: Vec::new(),
            writer: None,
            figures: Figures::default(),
        };
        threads.writer = Some(spawn("sqlite-writer", move || write_until_closed(&writes, &mut writer))?);
        for mut reader in readers {
            let reads = Arc::clone(&reads);
            threads.readers.push(spawn("sqlite-reader", move || {
                while let Some(read) = reads.take_one() {
                    read(&mut reader);
                }
            })?);
        }
        Ok(threads)
    }

    /// Runs statements that read. They see every write that was answered before.
    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answered) = oneshot::channel();
        let wait = self.figures.reads.wait();
        let read = move |connection: &mut SqliteConnection| {
            wait.end();
            if caller.is_closed() {
                return;
            }
            let result = catch_unwind(AssertUnwindSafe(|| work(connection))).unwrap_or_else(|payload| {
                Err(Panicked::from_payload(payload.as_ref()).into_store_error().into())
            });
            // A caller that is gone needs no answer.
            let _ = caller.send(result);
        };
        let done = async {
            self.reads.push(Box::new(read)).map_err(|refused| StoreError::Unavailable(refused.into()))?;
            answered.await.unwrap_or_else(|lost| Err(StoreError::Unavailable(lost.into()).into()))
        };
        self.figures.reads.call(done).await
    }

    /// Runs statements of which all are kept or, when `work` fails, none. Answers when they are durable. Once here, the
    /// work is done even if the caller goes away.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answered) = oneshot::channel();
        let wait = self.figures.writes.wait();
        let work = move |connection: &mut SqliteConnection| {
            wait.end();
            work(connection)
        };
        let done = async {
            let job = Box::new(Job::new(work, caller));
            self.writes.push(job).map_err(|refused| StoreError::Unavailable(refused.into()))?;
            answered.await.unwrap_or_else(|lost| Err(StoreError::OutcomeUnknown(lost.into()).into()))
        };
        self.figures.writes.call(done).await
    }
}

impl Drop for Threads {
    /// Waits for what is under way, so that the file is at rest when the last handle is gone. The writer goes last and
    /// alone: of connections that close at the same time none would fold the write-ahead log into the file.
    fn drop(&mut self) {
        self.reads.close();
        self.readers.drain(..).for_each(join);
        self.writes.close();
        self.writer.take().into_iter().for_each(join);
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

fn join(running: JoinHandle<()>) {
    // Waking a caller can drop the last handle on a thread of ours, and no thread can wait for itself.
    if running.thread().id() != thread::current().id() && running.join().is_err() {
        tracing::error!("a database thread panicked");
    }
}
