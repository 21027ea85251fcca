//! The parts that the reader threads and the writer thread share.

mod panic;
mod queue;

use std::io;
use std::thread::{self, JoinHandle};

pub(crate) use panic::WorkPanic;
pub(crate) use queue::Queue;

/// The maximum number of queued calls. A full queue takes a few tenths of a second to run. A further call is rejected
/// immediately, and can be retried later.
pub(crate) const MAX_WAITING: usize = 1024;

pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

pub(crate) fn join(running: JoinHandle<()>) {
    // A database thread that sends a result may drop the last handle to the threads. A thread can't join itself.
    if running.thread().id() != thread::current().id() && running.join().is_err() {
        tracing::error!("a database thread panicked");
    }
}
