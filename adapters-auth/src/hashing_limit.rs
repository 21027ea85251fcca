//! How many passwords are hashed at once, how many may wait, and for how long: a flood of logins must neither take every
//! processor nor queue up without end. Whose turn it is, the [queue](crate::hashing_queue) decides.

use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tasklane_core::user::{Applicant, HasherError};
use tasklane_runtime::GaugeGuard;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::figures::Figures;
use crate::hashing_queue::{HashingQueue, JobId};

/// Clones share one limit.
#[derive(Debug, Clone)]
pub struct HashingLimit {
    shared: Arc<Shared>,
    /// No job that would end later is accepted.
    patience: Duration,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    running: usize,
    waiting: usize,
    figures: Figures,
}

#[derive(Debug)]
struct State {
    /// Who waits is told that its turn has come; who is displaced finds the other end dropped.
    queue: HashingQueue<oneshot::Sender<()>>,
    running: usize,
    /// How long a job usually takes. Zero until one has ended.
    usual: Duration,
}

impl HashingLimit {
    const WAITING: u16 = 32;
    /// Within the default deadline of a request. What hashes a second time does so for a known applicant, who goes first.
    const PATIENCE: Duration = Duration::from_secs(8);

    pub fn new(running: NonZeroU16, waiting: u16) -> Self {
        let state = State { queue: HashingQueue::new(), running: 0, usual: Duration::ZERO };
        let shared = Shared {
            state: Mutex::new(state),
            running: running.get().into(),
            waiting: waiting.into(),
            figures: Figures::new(),
        };
        Self { shared: Arc::new(shared), patience: Self::PATIENCE }
    }

    /// Leaves one processor to everybody else.
    pub fn for_this_machine() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let running = u16::try_from(processors.saturating_sub(1)).unwrap_or(u16::MAX);
        Self::new(NonZeroU16::new(running).unwrap_or(NonZeroU16::MIN), Self::WAITING)
    }

    /// For requests that are answered within `deadline`, and need some time besides.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        Self { patience: deadline.mul_f64(0.8), ..self }
    }

    /// Runs slow work on a thread of its own.
    ///
    /// A caller that goes away while it waits frees its place, and its work is never begun. Work that has begun can't be
    /// stopped: it goes on, and counts, until it ends.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        applicant: Applicant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HasherError> {
        let slot = self.enter(applicant).await?;
        let working = tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            let result = work();
            slot.shared.note(started.elapsed());
            drop(slot);
            result
        });
        working.await.map_err(|stopped| HasherError::Failed(stopped.into()))
    }

    async fn enter(&self, applicant: Applicant) -> Result<Slot, HasherError> {
        let Some(mut waiting) = self.queue_up(applicant)? else { return Ok(Slot::new(&self.shared)) };
        match timeout(self.patience, &mut waiting.turn).await {
            Ok(Ok(())) => Ok(Slot::new(&self.shared)),
            Ok(Err(_)) => {
                self.shared.figures.displaced.increment(1);
                Err(HasherError::Busy)
            }
            Err(_) => {
                self.shared.figures.late.increment(1);
                Err(HasherError::Busy)
            }
        }
    }

    /// `None` when it can begin at once.
    fn queue_up(&self, applicant: Applicant) -> Result<Option<Waiting>, HasherError> {
        let mut state = self.shared.state.lock();
        if state.running < self.shared.running {
            state.running += 1;
            return Ok(None);
        }
        let ahead = state.queue.ahead_of(applicant);
        // The only one that waits is always accepted: a single hash may take longer than two fit into the deadline.
        if ahead > 0 && self.shared.ends_after(&state, ahead) > self.patience {
            self.shared.figures.late.increment(1);
            return Err(HasherError::Busy);
        }
        if state.queue.len() >= self.shared.waiting && state.queue.displace_for(applicant).is_none() {
            self.shared.figures.full.increment(1);
            return Err(HasherError::Busy);
        }
        let (grant, turn) = oneshot::channel();
        let id = state.queue.push(applicant, grant);
        drop(state);
        let counted = GaugeGuard::new(&self.shared.figures.waiting);
        Ok(Some(Waiting { shared: Arc::clone(&self.shared), id, turn, _counted: counted }))
    }
}

impl Shared {
    /// When a job ends before which so many others are served, if all takes as long as usual.
    fn ends_after(&self, state: &State, ahead: usize) -> Duration {
        // Those that run now, as many rounds as all places are needed for the others, and its own.
        let rounds = 1 + ahead / self.running.max(1) + 1;
        state.usual.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
    }

    fn note(&self, took: Duration) {
        self.figures.seconds.record(took);
        let mut state = self.state.lock();
        // An average over about the last eight.
        state.usual = if state.usual.is_zero() { took } else { state.usual * 7 / 8 + took / 8 };
    }

    /// Passes the place on to the next that still waits.
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

/// One of those that run.
#[derive(Debug)]
struct Slot {
    shared: Arc<Shared>,
    _counted: GaugeGuard,
}

impl Slot {
    fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared), _counted: GaugeGuard::new(&shared.figures.running) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.shared.release();
    }
}

/// One of those that wait. It leaves the queue when it is dropped, by whatever end.
#[derive(Debug)]
struct Waiting {
    shared: Arc<Shared>,
    id: JobId,
    turn: oneshot::Receiver<()>,
    _counted: GaugeGuard,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.turn.close();
        if self.turn.try_recv().is_ok() {
            // Its turn came, and it did not notice any more.
            self.shared.release();
        } else {
            self.shared.state.lock().queue.remove(self.id);
        }
    }
}

#[cfg(test)]
#[path = "hashing_limit_tests.rs"]
mod tests;
