//! Wrong passwords, counted by this process alone.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use tasklane_core::clock::Clock;
use tasklane_core::user::{Attempt, FailedAttempts, Failures, LockedOut};

pub struct LocalFailures {
    /// By a digest with a secret of its own: a name can be long, and nobody can make two that meet.
    counts: Mutex<HashMap<u64, Failures>>,
    digest: RandomState,
    clock: Arc<dyn Clock>,
}

impl LocalFailures {
    /// So many take 20 MB.
    pub const MAX_SUBJECTS: usize = 400_000;

    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { counts: Mutex::default(), digest: RandomState::new(), clock }
    }

    /// Forgets whom it may. To be called now and then.
    pub fn collect(&self) {
        let now = self.clock.elapsed();
        let mut counts = self.counts.lock();
        counts.retain(|_, failures| !failures.is_forgotten(now));
        counts.shrink_to_fit();
    }

    /// How many subjects are remembered.
    pub fn subjects(&self) -> usize {
        self.counts.lock().len()
    }
}

#[async_trait]
impl FailedAttempts for LocalFailures {
    async fn begin(&self, attempt: &Attempt) -> Result<(), LockedOut> {
        let now = self.clock.elapsed();
        let mut counts = self.counts.lock();
        let mut after = Vec::with_capacity(attempt.counted().len());
        let mut longest = None;
        for counter in attempt.counted() {
            let key = self.digest.hash_one(counter);
            let before = counts.get(&key).copied().filter(|failures| !failures.is_forgotten(now));
            match before.unwrap_or_default().begin(counter.limit(), now) {
                Ok(counted) => after.push((key, counted)),
                Err(locked) => longest = longest.max(Some(locked.retry_after)),
            }
        }
        if let Some(retry_after) = longest {
            return Err(LockedOut { retry_after });
        }
        if counts.len() + after.len() > Self::MAX_SUBJECTS {
            make_room(&mut counts, now);
        }
        counts.extend(after);
        Ok(())
    }

    async fn succeed(&self, attempt: &Attempt) {
        let mut counts = self.counts.lock();
        for counter in attempt.cleared() {
            counts.remove(&self.digest.hash_one(counter));
        }
    }

    async fn take_back(&self, attempt: &Attempt) {
        let now = self.clock.elapsed();
        let mut counts = self.counts.lock();
        for counter in attempt.counted() {
            if let Entry::Occupied(mut entry) = counts.entry(self.digest.hash_one(counter)) {
                let before = entry.get().take_back(now);
                if before.is_forgotten(now) {
                    entry.remove();
                } else {
                    entry.insert(before);
                }
            }
        }
    }
}

/// Keeps the locks, unless there are so many that looking through them soon again would cost too much: who can try that
/// many names has no use for a lock on one of them; memory without end he would have.
fn make_room(counts: &mut HashMap<u64, Failures>, now: Duration) {
    counts.retain(|_, failures| failures.is_locked(now));
    if counts.len() > LocalFailures::MAX_SUBJECTS / 2 {
        counts.clear();
    }
}
