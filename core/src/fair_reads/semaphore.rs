//! A first-in, first-out semaphore.

use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;

/// A semaphore with a fixed number of permits, granted in order of arrival.
pub struct FairSemaphore(Mutex<State>);

struct State {
    free: usize,
    last_ticket: u64,
    waiting: VecDeque<(u64, Waker)>,
    /// Tickets of waiters that were granted a permit and have not been polled since.
    granted: HashSet<u64>,
}

/// A permit of the semaphore, released when it is dropped. It can be moved to another thread.
pub struct Permit(Arc<FairSemaphore>);

impl FairSemaphore {
    /// Creates a semaphore with `places` permits, at least one.
    pub fn new(places: usize) -> Arc<Self> {
        let state =
            State { free: places.max(1), last_ticket: 0, waiting: VecDeque::new(), granted: HashSet::new() };
        Arc::new(Self(Mutex::new(state)))
    }

    /// Waits for a permit. Dropping the future removes the waiter from the queue.
    pub fn acquire(self: &Arc<Self>) -> impl Future<Output = Permit> + Send + use<> {
        Acquire { semaphore: self.clone(), ticket: None }
    }

    fn release(&self) {
        let mut state = self.0.lock();
        let Some((ticket, waker)) = state.waiting.pop_front() else {
            state.free += 1;
            return;
        };
        state.granted.insert(ticket);
        drop(state);
        waker.wake();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.release();
    }
}

struct Acquire {
    semaphore: Arc<FairSemaphore>,
    /// Set while the future is queued.
    ticket: Option<u64>,
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Permit> {
        let semaphore = self.semaphore.clone();
        let mut state = semaphore.0.lock();
        match self.ticket {
            Some(ticket) if state.granted.remove(&ticket) => self.ticket = None,
            Some(ticket) => {
                if let Some((_, waker)) = state.waiting.iter_mut().find(|(waiting, _)| *waiting == ticket) {
                    waker.clone_from(context.waker());
                }
                return Poll::Pending;
            }
            None if state.free > 0 => state.free -= 1,
            None => {
                state.last_ticket += 1;
                let ticket = state.last_ticket;
                state.waiting.push_back((ticket, context.waker().clone()));
                self.ticket = Some(ticket);
                return Poll::Pending;
            }
        }
        drop(state);
        Poll::Ready(Permit(semaphore))
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.semaphore.0.lock();
        if state.granted.remove(&ticket) {
            drop(state);
            self.semaphore.release();
        } else {
            state.waiting.retain(|(waiting, _)| *waiting != ticket);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn waiters_are_served_in_order() {
        let semaphore = FairSemaphore::new(1);
        let first = semaphore.acquire().now_or_never().unwrap();
        let (mut second, mut third) = (semaphore.acquire(), semaphore.acquire());
        assert!((&mut second).now_or_never().is_none());
        assert!((&mut third).now_or_never().is_none());
        drop(first);
        assert!((&mut third).now_or_never().is_none());
        assert!(
            semaphore.acquire().now_or_never().is_none(),
            "a new waiter must not overtake an earlier waiter"
        );
        let second = second.now_or_never().unwrap();
        drop(second);
        assert!(third.now_or_never().is_some());
        assert!(semaphore.acquire().now_or_never().is_some());
    }

    #[test]
    fn dropped_waiter_releases_its_permit() {
        let semaphore = FairSemaphore::new(1);
        let first = semaphore.acquire().now_or_never().unwrap();
        let (mut second, mut third, mut fourth) =
            (semaphore.acquire(), semaphore.acquire(), semaphore.acquire());
        for waiter in [&mut second, &mut third, &mut fourth] {
            assert!(waiter.now_or_never().is_none());
        }
        drop(second);
        drop(first);
        // The third waiter was granted the permit, and has not been polled since.
        drop(third);
        assert!(fourth.now_or_never().is_some());
        assert!(semaphore.acquire().now_or_never().is_some());
    }

    #[tokio::test]
    async fn waiter_is_woken() {
        let semaphore = FairSemaphore::new(1);
        let permit = semaphore.acquire().await;
        let ((), _permit) = futures_util::future::join(async { drop(permit) }, semaphore.acquire()).await;
    }
}
