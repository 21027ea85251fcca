//! A bounded queue from many callers to few threads.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex, MutexGuard};
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum QueueRefused {
    #[error("too much waits for the database already")]
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
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let waiting = Waiting { jobs: VecDeque::new(), closed: false };
        Self { waiting: Mutex::new(waiting), arrived: Condvar::new(), capacity }
    }

    /// Never waits.
    pub(crate) fn push(&self, job: T) -> Result<(), QueueRefused> {
        let mut waiting = self.waiting.lock();
        if waiting.closed {
            return Err(QueueRefused::Closed);
        }
        if waiting.jobs.len() >= self.capacity {
            return Err(QueueRefused::Full);
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for a job; `None` once the queue is closed and drained.
    pub(crate) fn take_one(&self) -> Option<T> {
        self.wait().jobs.pop_front()
    }

    /// Waits for a job and takes what waits behind it, `most` in all, in the order of arrival. Empty once the queue is
    /// closed and drained.
    pub(crate) fn take_some(&self, most: usize) -> Vec<T> {
        let mut waiting = self.wait();
        let count = waiting.jobs.len().min(most);
        waiting.jobs.drain(..count).collect()
    }

    /// Takes no more jobs. Those that wait are still handed out.
    pub(crate) fn close(&self) {
        self.waiting.lock().closed = true;
        self.arrived.notify_all();
    }

    fn wait(&self) -> MutexGuard<'_, Waiting<T>> {
        let mut waiting = self.waiting.lock();
        self.arrived.wait_while(&mut waiting, |waiting| waiting.jobs.is_empty() && !waiting.closed);
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_refuses_at_once() {
        let queue = Queue::new(2);
        assert_eq!(queue.push(1), Ok(()));
        assert_eq!(queue.push(2), Ok(()));
        assert_eq!(queue.push(3), Err(QueueRefused::Full));
        assert_eq!(queue.take_one(), Some(1));
        assert_eq!(queue.push(4), Ok(()));
        assert_eq!(queue.take_some(9), [2, 4]);
    }

    #[test]
    fn a_closed_queue_is_drained() {
        let queue = Queue::new(9);
        for job in 1..=4 {
            queue.push(job).unwrap();
        }
        queue.close();
        assert_eq!(queue.push(5), Err(QueueRefused::Closed));
        assert_eq!(queue.take_some(3), [1, 2, 3]);
        assert_eq!(queue.take_one(), Some(4));
        assert_eq!(queue.take_one(), None);
        assert_eq!(queue.take_some(3), [0; 0]);
    }
}
