//! A bounded queue from many callers to a few threads.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex, MutexGuard};
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum PushError {
    #[error("the database queue is full")]
    Full,
    #[error("the database is closed")]
    Closed,
}

#[derive(Debug)]
pub(crate) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    arrived: Condvar,
    capacity: usize,
}

#[derive(Debug)]
struct Waiting<T> {
    jobs: VecDeque<T>,
    is_closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let waiting = Waiting { jobs: VecDeque::new(), is_closed: false };
        Self { waiting: Mutex::new(waiting), arrived: Condvar::new(), capacity }
    }

    /// Never blocks.
    pub(crate) fn push(&self, job: T) -> Result<(), PushError> {
        let mut waiting = self.waiting.lock();
        if waiting.is_closed {
            return Err(PushError::Closed);
        }
        if waiting.jobs.len() >= self.capacity {
            return Err(PushError::Full);
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.arrived.notify_one();
        Ok(())
    }

    /// Blocks until there is a job. Returns `None` once the queue is closed and drained.
    pub(crate) fn pop(&self) -> Option<T> {
        self.wait().jobs.pop_front()
    }

    /// Blocks until there is a job, then returns at most `max` jobs in the order of arrival. The result is empty once the
    /// queue is closed and drained.
    pub(crate) fn pop_batch(&self, max: usize) -> Vec<T> {
        let mut waiting = self.wait();
        let count = waiting.jobs.len().min(max);
        waiting.jobs.drain(..count).collect()
    }

    /// Rejects further jobs. The jobs that are already queued are still returned.
    pub(crate) fn close(&self) {
        self.waiting.lock().is_closed = true;
        self.arrived.notify_all();
    }

    fn wait(&self) -> MutexGuard<'_, Waiting<T>> {
        let mut waiting = self.waiting.lock();
        self.arrived.wait_while(&mut waiting, |waiting| waiting.jobs.is_empty() && !waiting.is_closed);
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_queue_rejects_immediately() {
        let queue = Queue::new(2);
        assert_eq!(queue.push(1), Ok(()));
        assert_eq!(queue.push(2), Ok(()));
        assert_eq!(queue.push(3), Err(PushError::Full));
        assert_eq!(queue.pop(), Some(1));
        assert_eq!(queue.push(4), Ok(()));
        assert_eq!(queue.pop_batch(9), [2, 4]);
    }

    #[test]
    fn closed_queue_is_drained() {
        let queue = Queue::new(9);
        for job in 1..=4 {
            queue.push(job).unwrap();
        }
        queue.close();
        assert_eq!(queue.push(5), Err(PushError::Closed));
        assert_eq!(queue.pop_batch(3), [1, 2, 3]);
        assert_eq!(queue.pop(), Some(4));
        assert_eq!(queue.pop(), None);
        assert_eq!(queue.pop_batch(3), [0; 0]);
    }
}
