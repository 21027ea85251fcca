//! Fair scheduling of expensive reads, whose cost grows with the stored data of a user.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::semaphore::{FairSemaphore, Permit};
use crate::ids::UserId;

/// Maximum number of concurrent expensive reads in the process. Each read uses at most a few MiB of memory.
const MAX_ADMITTED: usize = 16;

/// Schedules the expensive reads of all users.
///
/// Each user has at most one admitted read; further reads of the user wait in order of arrival. An admitted read runs
/// in slices, and queues again for each slice, so that the slices of different users alternate.
pub struct FairReadScheduler {
    users: Mutex<HashMap<UserId, UserQueue>>,
    admitted: Arc<FairSemaphore>,
    running: Arc<FairSemaphore>,
}

struct UserQueue {
    semaphore: Arc<FairSemaphore>,
    /// The number of waiting and admitted reads.
    reads: usize,
}

/// The admission of one expensive read. Dropping this value ends the admission.
pub struct Admission {
    running: Arc<FairSemaphore>,
    _admitted: Permit,
    _own: Permit,
    _queue_guard: UserQueueGuard,
}

/// The permit for one slice. Hold the permit until the query has ended, even if the caller no longer waits for the
/// result.
pub struct SlicePermit(#[expect(dead_code, reason = "held until it is dropped")] Permit);

/// Removes the queue of a user after the user's last read.
struct UserQueueGuard {
    scheduler: Arc<FairReadScheduler>,
    user: UserId,
}

impl FairReadScheduler {
    /// Creates a scheduler that runs at most `slots` slices at the same time.
    pub fn new(slots: usize) -> Arc<Self> {
        let users = Mutex::default();
        Arc::new(Self {
            users,
            admitted: FairSemaphore::new(MAX_ADMITTED),
            running: FairSemaphore::new(slots),
        })
    }

    /// Waits until the user has no admitted read, and fewer than 16 reads are admitted in total. Dropping the future
    /// removes the read from the queue.
    pub async fn admit(self: Arc<Self>, user: UserId) -> Admission {
        let (semaphore, guard) = self.enqueue(user);
        let own = semaphore.acquire().await;
        let admitted = self.admitted.acquire().await;
        Admission { running: self.running.clone(), _admitted: admitted, _own: own, _queue_guard: guard }
    }

    fn enqueue(self: &Arc<Self>, user: UserId) -> (Arc<FairSemaphore>, UserQueueGuard) {
        let mut users = self.users.lock();
        let queue =
            users.entry(user).or_insert_with(|| UserQueue { semaphore: FairSemaphore::new(1), reads: 0 });
        queue.reads += 1;
        (queue.semaphore.clone(), UserQueueGuard { scheduler: self.clone(), user })
    }
}

impl Admission {
    /// Waits for the permit of the next slice. Slices of other users that are already queued run first.
    pub async fn next_slice(&self) -> SlicePermit {
        SlicePermit(self.running.acquire().await)
    }
}

impl Drop for UserQueueGuard {
    fn drop(&mut self) {
        let mut users = self.scheduler.users.lock();
        if let Some(queue) = users.get_mut(&self.user) {
            queue.reads -= 1;
            if queue.reads == 0 {
                users.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn user(id: i64) -> UserId {
        UserId::new(id).unwrap()
    }

    #[test]
    fn reads_of_one_user_are_queued_and_do_not_delay_other_users() {
        let scheduler = FairReadScheduler::new(1);
        let first = scheduler.clone().admit(user(1)).now_or_never().unwrap();
        let second = scheduler.clone().admit(user(1));
        let mut second = Box::pin(second);
        assert!(second.as_mut().now_or_never().is_none());
        assert!(scheduler.clone().admit(user(2)).now_or_never().is_some());
        drop(first);
        assert!(second.now_or_never().is_some());
        assert!(scheduler.users.lock().is_empty());
    }

    #[tokio::test]
    async fn slices_of_different_users_alternate() {
        let scheduler = FairReadScheduler::new(1);
        let order = Mutex::new(Vec::new());
        let read = async |id: i64, slices: usize| {
            let admission = scheduler.clone().admit(user(id)).await;
            for _ in 0..slices {
                let permit = admission.next_slice().await;
                order.lock().push(id);
                tokio::task::yield_now().await;
                drop(permit);
            }
        };
        // Twenty reads of the first user are queued before the read of the second user.
        let first = futures_util::future::join_all((0..20).map(|_| read(1, 10)));
        futures_util::future::join(first, read(2, 10)).await;
        let order = order.into_inner();
        let last = order.iter().rposition(|id| *id == 2).unwrap();
        assert!(last <= 20, "the second user's read must end by slice 20, not {last}");
        assert_eq!(order.len(), 210);
    }

    #[test]
    fn dropped_read_leaves_the_queue() {
        let scheduler = FairReadScheduler::new(1);
        let first = scheduler.clone().admit(user(1)).now_or_never().unwrap();
        let mut second = Box::pin(scheduler.clone().admit(user(1)));
        assert!(second.as_mut().now_or_never().is_none());
        drop(second);
        drop(first);
        assert!(scheduler.users.lock().is_empty());
        assert!(scheduler.clone().admit(user(1)).now_or_never().is_some());
    }

    #[test]
    fn slice_permit_outlives_its_admission() {
        let scheduler = FairReadScheduler::new(1);
        let admission = scheduler.clone().admit(user(1)).now_or_never().unwrap();
        let permit = admission.next_slice().now_or_never().unwrap();
        drop(admission);
        let other = scheduler.clone().admit(user(2)).now_or_never().unwrap();
        assert!(other.next_slice().now_or_never().is_none());
        drop(permit);
        assert!(other.next_slice().now_or_never().is_some());
    }
}
