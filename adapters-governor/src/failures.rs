//! Counts failed password attempts in this process only.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use tasklane_core::clock::Clock;
use tasklane_core::user::{Attempt, FailedAttempts, Failures, LockedOut};

/// Counts failed password attempts of at most 400 000 subjects in this process. Above this number, subjects
/// that are not locked are removed first.
pub struct LocalFailures {
    /// Keyed by a digest, because names can be long. The digest has a random key, so clients can't construct
    /// collisions.
    counts: Mutex<HashMap<u64, Failures>>,
    digest: RandomState,
    clock: Arc<dyn Clock>,
}

impl LocalFailures {
    /// The maximum number of subjects, which take about 20 MB.
    pub const MAX_SUBJECTS: usize = 400_000;

    /// Starts without any failures. Locks expire by the monotonic time of the clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { counts: Mutex::default(), digest: RandomState::new(), clock }
    }

    /// Removes expired subjects. Call it periodically.
    pub fn collect(&self) {
        let now = self.clock.elapsed();
        let mut counts = self.counts.lock();
        counts.retain(|_, failures| !failures.is_expired(now));
        counts.shrink_to_fit();
    }

    /// Returns the number of subjects in memory.
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
            let before = counts.get(&key).copied().filter(|failures| !failures.is_expired(now));
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

    async fn undo(&self, attempt: &Attempt) {
        let now = self.clock.elapsed();
        let mut counts = self.counts.lock();
        for counter in attempt.counted() {
            if let Entry::Occupied(mut entry) = counts.entry(self.digest.hash_one(counter)) {
                let before = entry.get().undo(now);
                if before.is_expired(now) {
                    entry.remove();
                } else {
                    entry.insert(before);
                }
            }
        }
    }
}

/// Removes all subjects that are not locked. If too many locked subjects remain, also removes the locked subjects,
/// because frequent scans of many subjects would cost too much. An attacker who can try that many names gains little
/// from one lifted lock, but could exhaust the memory.
fn make_room(counts: &mut HashMap<u64, Failures>, now: Duration) {
    counts.retain(|_, failures| failures.is_locked(now));
    if counts.len() > LocalFailures::MAX_SUBJECTS / 2 {
        counts.clear();
    }
}
