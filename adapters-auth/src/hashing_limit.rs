//! How many passwords are hashed at once, and how many may wait: a flood of logins must neither take every
//! processor nor queue up without end.

use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Instant;

use tasklane_core::user::HasherError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::figures::{Counted, Figures};

/// Clones share one limit.
#[derive(Debug, Clone)]
pub struct HashingLimit {
    /// One for each that runs or waits; who finds none free is turned away.
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
    figures: Figures,
}

/// Dropped in this order: a place that were free before its work is over would let one too many wait.
#[derive(Debug)]
struct Slot {
    _counted: Counted,
    _running: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl HashingLimit {
    const WAITING: u16 = 32;

    pub fn new(running: NonZeroU16, waiting: u16) -> Self {
        let places = usize::from(running.get()) + usize::from(waiting);
        Self {
            places: Arc::new(Semaphore::new(places)),
            running: Arc::new(Semaphore::new(running.get().into())),
            figures: Figures::new(),
        }
    }

    /// Leaves one processor to everybody else.
    pub fn for_this_machine() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let running = u16::try_from(processors.saturating_sub(1)).unwrap_or(u16::MAX);
        Self::new(NonZeroU16::new(running).unwrap_or(NonZeroU16::MIN), Self::WAITING)
    }

    /// Runs slow work on a thread of its own.
    ///
    /// A caller that goes away while it waits frees its place. Work that has begun can't be stopped: it goes on, and
    /// counts, until it ends.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HasherError> {
        let slot = self.enter().await?;
        let seconds = self.figures.seconds.clone();
        let working = tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            let result = work();
            seconds.record(started.elapsed());
            drop(slot);
            result
        });
        working.await.map_err(|stopped| HasherError::Failed(stopped.into()))
    }

    async fn enter(&self) -> Result<Slot, HasherError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.figures.refused.increment(1);
            return Err(HasherError::Busy);
        };
        let waiting = Counted::by(&self.figures.waiting);
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|closed| HasherError::Failed(closed.into()))?;
        drop(waiting);
        Ok(Slot { _counted: Counted::by(&self.figures.running), _running: running, _place: place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::{Context, Poll, Waker};

    fn limit(running: u16, waiting: u16) -> HashingLimit {
        HashingLimit::new(NonZeroU16::new(running).unwrap(), waiting)
    }

    /// Lets a future go as far as it can at once.
    fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn whoever_is_one_too_many_is_turned_away_at_once() {
        let limit = limit(2, 1);
        let first = limit.enter().await.unwrap();
        let _second = limit.enter().await.unwrap();
        let mut third = pin!(limit.enter());
        assert!(poll(third.as_mut()).is_pending());
        assert!(matches!(limit.enter().await, Err(HasherError::Busy)));
        drop(first);
        assert!(poll(third.as_mut()).is_ready());
    }

    #[tokio::test]
    async fn a_waiting_caller_that_goes_away_frees_its_place() {
        let limit = limit(1, 1);
        let running = limit.enter().await.unwrap();
        {
            let mut waiting = pin!(limit.enter());
            assert!(poll(waiting.as_mut()).is_pending());
            assert!(matches!(limit.enter().await, Err(HasherError::Busy)));
        }
        let mut next = pin!(limit.enter());
        assert!(poll(next.as_mut()).is_pending());
        drop(running);
        assert!(poll(next.as_mut()).is_ready());
    }

    #[tokio::test]
    async fn running_work_counts_until_it_ends_also_without_its_caller() {
        let limit = limit(1, 1);
        let (has_begun, begun) = mpsc::channel();
        let (let_end, end) = mpsc::channel::<()>();
        {
            let mut caller = pin!(limit.run(move || {
                has_begun.send(()).unwrap();
                end.recv().unwrap();
            }));
            assert!(poll(caller.as_mut()).is_pending());
            begun.recv().unwrap();
        }
        let mut next = pin!(limit.enter());
        assert!(poll(next.as_mut()).is_pending());
        let_end.send(()).unwrap();
        assert!(next.await.is_ok());
    }

    #[tokio::test]
    async fn work_that_panics_fails_and_frees_its_slot() {
        let limit = limit(1, 0);
        assert!(matches!(limit.run(|| panic!("on purpose")).await, Err::<(), _>(HasherError::Failed(_))));
        assert!(matches!(limit.run(|| 7).await, Ok(7)));
    }
}
