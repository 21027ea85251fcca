//! Bounds how many passwords are hashed concurrently, how many jobs are queued, and for how long. A flood of logins
//! must not use up all processors, and the queue must not grow without bound. The [queue](crate::hashing_queue)
//! decides the order.

use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tasklane_core::user::{HashJobOrigin, HasherError};
use tasklane_runtime::GaugeGuard;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::hashing_queue::{HashingQueue, JobId};
use crate::password_metrics::PasswordMetrics;

/// Limits how many passwords are hashed concurrently, and queues further jobs. Clones share one limit.
#[derive(Debug, Clone)]
pub struct HashingLimit {
    shared: Arc<Shared>,
    /// The maximum time in the queue. A new job that would probably end after this time is rejected immediately, unless
    /// no queued job would run before it.
    max_wait: Duration,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    running: usize,
    waiting: usize,
    metrics: PasswordMetrics,
}

#[derive(Debug)]
struct State {
    /// Sending a message starts a queued job. Dropping the sender rejects the job.
    queue: HashingQueue<oneshot::Sender<()>>,
    running: usize,
    /// The moving average of job durations. Zero until the first job has ended.
    average: Duration,
}

impl HashingLimit {
    const MAX_WAITING: u16 = 32;
    /// The maximum time that a job waits in the queue, less than the default request deadline of 10 s. A login with an
    /// outdated hash needs a second job to hash the password again. The second job counts as a job from a known
    /// network, so it has priority over jobs from unknown networks.
    const MAX_WAIT: Duration = Duration::from_secs(8);

    /// Runs at most `running` jobs at the same time, and queues at most `waiting` jobs, each for at most 8 s.
    pub fn new(running: NonZeroU16, waiting: u16) -> Self {
        let state = State { queue: HashingQueue::new(), running: 0, average: Duration::ZERO };
        let shared = Shared {
            state: Mutex::new(state),
            running: running.get().into(),
            waiting: waiting.into(),
            metrics: PasswordMetrics::new(),
        };
        Self { shared: Arc::new(shared), max_wait: Self::MAX_WAIT }
    }

    /// Returns a limit that leaves one processor of this machine for other work, unless the machine has only one.
    pub fn for_this_machine() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let running = u16::try_from(processors.saturating_sub(1)).unwrap_or(u16::MAX);
        Self::new(NonZeroU16::new(running).unwrap_or(NonZeroU16::MIN), Self::MAX_WAITING)
    }

    /// Sets the maximum wait to 80 % of the request deadline, which leaves time for the rest of the request.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { max_wait: deadline.mul_f64(0.8), ..self }
    }

    /// Runs a slow function on a separate thread.
    ///
    /// If the future is dropped while the job is queued, the job never starts. A running job can't be stopped: it
    /// continues, and counts as running, until it ends.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        origin: HashJobOrigin,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HasherError> {
        let slot = self.enter(origin).await?;
        let working = tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            let result = work();
            slot.shared.record(started.elapsed());
            drop(slot);
            result
        });
        working.await.map_err(|stopped| HasherError::Failed(stopped.into()))
    }

    async fn enter(&self, origin: HashJobOrigin) -> Result<Slot, HasherError> {
        let Some(mut waiting) = self.queue_up(origin)? else { return Ok(Slot::new(&self.shared)) };
        match timeout(self.max_wait, &mut waiting.granted).await {
            Ok(Ok(())) => Ok(Slot::new(&self.shared)),
            Ok(Err(_)) => {
                self.shared.metrics.displaced.increment(1);
                Err(HasherError::Busy)
            }
            Err(_) => {
                self.shared.metrics.late.increment(1);
                Err(HasherError::Busy)
            }
        }
    }

    /// Returns `None` if the job can start immediately.
    fn queue_up(&self, origin: HashJobOrigin) -> Result<Option<Waiting>, HasherError> {
        let mut state = self.shared.state.lock();
        if state.running < self.shared.running {
            state.running += 1;
            return Ok(None);
        }
        let ahead = state.queue.count_ahead(origin);
        // A job that would be first in the queue is never rejected as too late: on a slow machine, even two jobs in
        // sequence may exceed the maximum wait.
        if ahead > 0 && self.shared.ends_after(&state, ahead) > self.max_wait {
            self.shared.metrics.late.increment(1);
            return Err(HasherError::Busy);
        }
        if state.queue.len() >= self.shared.waiting && state.queue.evict_for(origin).is_none() {
            self.shared.metrics.full.increment(1);
            return Err(HasherError::Busy);
        }
        let (grant, granted) = oneshot::channel();
        let id = state.queue.push(origin, grant);
        drop(state);
        let counted = GaugeGuard::new(&self.shared.metrics.waiting);
        Ok(Some(Waiting { shared: Arc::clone(&self.shared), id, granted, _counted: counted }))
    }
}

impl Shared {
    /// Estimates when a new job will end if `ahead` jobs run before it. Uses the average duration of a job.
    fn ends_after(&self, state: &State, ahead: usize) -> Duration {
        // The sum of one round for the running jobs, the rounds for the jobs ahead, and one round for the job itself.
        let rounds = 1 + ahead / self.running.max(1) + 1;
        state.average.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
    }

    fn record(&self, took: Duration) {
        self.metrics.seconds.record(took);
        let mut state = self.state.lock();
        // An exponential moving average over about eight jobs.
        state.average = if state.average.is_zero() { took } else { state.average * 7 / 8 + took / 8 };
    }

    /// Passes the slot to the next queued job whose caller still waits.
    fn release(&self) {
        let mut state = self.state.lock();
        while let Some(next) = state.queue.pop() {
            if next.send(()).is_ok() {
                return;
            }
        }
        state.running -= 1;
    }
}

/// The slot of a running job.
#[derive(Debug)]
struct Slot {
    shared: Arc<Shared>,
    _counted: GaugeGuard,
}

impl Slot {
    fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared), _counted: GaugeGuard::new(&shared.metrics.running) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.shared.release();
    }
}

/// A queued job. Dropping this value removes the job from the queue.
#[derive(Debug)]
struct Waiting {
    shared: Arc<Shared>,
    id: JobId,
    granted: oneshot::Receiver<()>,
    _counted: GaugeGuard,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.granted.close();
        if self.granted.try_recv().is_ok() {
            // The job was granted a slot, but the future of its caller was dropped.
            self.shared.release();
        } else {
            self.shared.state.lock().queue.remove(self.id);
        }
    }
}

#[cfg(test)]
#[path = "hashing_limit_tests.rs"]
mod tests;
