//! A queue that holds each value at most once.

use std::collections::{HashSet, VecDeque};
use std::future::poll_fn;
use std::hash::Hash;
use std::task::{Poll, Waker};

use parking_lot::Mutex;

/// A queue of distinct values, for any number of producers and one consumer.
pub struct CoalescingQueue<T> {
    capacity: usize,
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    /// The queued values, in the order of their first push.
    order: VecDeque<T>,
    queued: HashSet<T>,
    consumer: Option<Waker>,
}

impl<T: Copy + Eq + Hash> CoalescingQueue<T> {
    /// Creates a queue for at most `capacity` values. A value that is pushed to a full queue is dropped, because values
    /// are only hints.
    pub fn new(capacity: usize) -> Self {
        let inner = Inner { order: VecDeque::new(), queued: HashSet::new(), consumer: None };
        Self { capacity, inner: Mutex::new(inner) }
    }

    /// Adds a value, unless it is queued already or the queue is full.
    pub fn push(&self, value: T) {
        let mut inner = self.inner.lock();
        if inner.queued.len() < self.capacity && inner.queued.insert(value) {
            inner.order.push_back(value);
            let consumer = inner.consumer.take();
            drop(inner);
            if let Some(consumer) = consumer {
                consumer.wake();
            }
        }
    }

    /// Waits for the next value. Dropping the future does not lose a value.
    pub async fn next(&self) -> T {
        self.take_when_ready(Inner::pop).await
    }

    /// Waits for the next value. Returns at least one and at most `max` queued values.
    pub async fn next_batch(&self, max: usize) -> Vec<T> {
        let batch = |inner: &mut Inner<T>| {
            let batch: Vec<_> = std::iter::from_fn(|| inner.pop()).take(max.max(1)).collect();
            (!batch.is_empty()).then_some(batch)
        };
        self.take_when_ready(batch).await
    }

    async fn take_when_ready<R>(&self, take: impl Fn(&mut Inner<T>) -> Option<R>) -> R {
        poll_fn(|context| {
            let mut inner = self.inner.lock();
            if let Some(taken) = take(&mut inner) {
                return Poll::Ready(taken);
            }
            inner.consumer = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl<T: Copy + Eq + Hash> Inner<T> {
    fn pop(&mut self) -> Option<T> {
        let next = self.order.pop_front()?;
        self.queued.remove(&next);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn value_is_queued_once_at_its_first_position() {
        let queue = CoalescingQueue::new(9);
        for value in [1, 0, 1, 2, 0] {
            queue.push(value);
        }
        assert_eq!(queue.next().now_or_never(), Some(1));
        queue.push(1);
        let rest = queue.next_batch(2).now_or_never();
        assert_eq!(rest, Some(vec![0, 2]));
        assert_eq!(queue.next_batch(2).now_or_never(), Some(vec![1]));
        assert_eq!(queue.next().now_or_never(), None);
    }

    #[test]
    fn full_queue_drops_the_newest_values() {
        let queue = CoalescingQueue::new(2);
        (1..9).for_each(|value| queue.push(value));
        assert_eq!(queue.next_batch(9).now_or_never(), Some(vec![1, 2]));
        queue.push(3);
        assert_eq!(queue.next().now_or_never(), Some(3));
    }

    #[tokio::test]
    async fn waiting_consumer_is_woken() {
        let queue = CoalescingQueue::new(9);
        let push = async {
            queue.push(7);
        };
        let (received, ()) = futures_util::future::join(queue.next(), push).await;
        assert_eq!(received, 7);
    }
}
