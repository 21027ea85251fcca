//! Limits the memory that large responses occupy in the whole process, and the number of concurrent reads for their
//! parts.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use metrics::{Counter, Gauge, counter, gauge};
use parking_lot::Mutex;
use tasklane_core::ids::UserId;
use tokio::time::{Instant, timeout, timeout_at};

use super::recipient::{Recipient, SendProgress};
use super::shares::{ExhaustedLimit, FairShares, Share};
use crate::config::ResponseMemoryLimits;

/// Maximum number of read permits, in total and per user. Only parts with `Parts::NEEDS_READ_PERMIT` need one.
const MAX_CONCURRENT_READS: usize = 4;
const MAX_READS_PER_USER: usize = 1;
/// Maximum time that a request waits for memory before its response begins. As long as clients read, memory is released
/// within milliseconds.
const MAX_WAIT: Duration = Duration::from_secs(2);
/// Maximum number of waiting requests per user.
const MAX_WAITING_PER_USER: usize = 8;
/// A response whose client has read nothing for this long can be dropped in favor of a user that holds less memory.
const DROP_IDLE_AFTER: Duration = Duration::from_secs(5);
const RECHECK_INTERVAL: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct ResponseMemory {
    bytes: Arc<FairShares>,
    reads: Arc<FairShares>,
    per_user: usize,
    /// The responses that are being sent, by number.
    active: Mutex<ActiveResponses>,
    dropped: Counter,
}

#[derive(Debug, Default)]
struct ActiveResponses {
    last: u64,
    by_number: HashMap<u64, (Recipient, Arc<SendProgress>)>,
}

/// The reason why a response gets no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemoryExhausted {
    /// Other responses of the user occupy the memory allowed per user, which is this number of bytes.
    UserLimit(usize),
    ServerLimit,
}

impl ResponseMemory {
    pub(crate) fn new(limits: ResponseMemoryLimits) -> Self {
        let reserved = gauge!(
            description: "Bytes reserved for large responses, or not yet sent to clients",
            "tasklane_http_unsent_bytes"
        );
        let dropped = counter!(
            description: "Connections closed because the client read nothing while memory for responses was exhausted",
            "tasklane_http_unsent_dropped_total"
        );
        Self {
            bytes: FairShares::new(limits.total, limits.per_user, reserved),
            reads: FairShares::new(MAX_CONCURRENT_READS, MAX_READS_PER_USER, Gauge::noop()),
            per_user: limits.per_user,
            active: Mutex::default(),
            dropped,
        }
    }

    /// Reserves memory for a response if enough memory is available now.
    pub(super) fn try_reserve(self: &Arc<Self>, recipient: &Recipient, bytes: usize) -> Option<Reservation> {
        self.bytes.request(recipient.user, bytes).try_take().map(|share| self.reservation(recipient, share))
    }

    /// Reserves memory for a response. Waits for at most [`MAX_WAIT`].
    pub(super) async fn reserve(
        self: &Arc<Self>,
        recipient: &Recipient,
        bytes: usize,
    ) -> Result<Reservation, MemoryExhausted> {
        let mut pending = self.bytes.request(recipient.user, bytes);
        if let Some(share) = pending.try_take() {
            return Ok(self.reservation(recipient, share));
        }
        let deadline = Instant::now() + MAX_WAIT;
        if self.bytes.waiting(recipient.user) <= MAX_WAITING_PER_USER {
            let granted = self.wait_and_evict(recipient.user, bytes, pending);
            if let Ok(share) = timeout_at(deadline, granted).await {
                return Ok(self.reservation(recipient, share));
            }
        }
        Err(match self.bytes.exhausted_limit(recipient.user, bytes) {
            Some(ExhaustedLimit::UserLimit) => MemoryExhausted::UserLimit(self.per_user),
            Some(ExhaustedLimit::Total) | None => MemoryExhausted::ServerLimit,
        })
    }

    /// Reserves memory for the next part of a response, and waits without a time limit.
    pub(super) async fn wait_for(self: &Arc<Self>, recipient: &Recipient, bytes: usize) -> Reservation {
        let pending = self.bytes.request(recipient.user, bytes);
        let share = self.wait_and_evict(recipient.user, bytes, pending).await;
        self.reservation(recipient, share)
    }

    /// Waits for a permit to read from the database. The permit is released on drop.
    pub(super) fn read_permit(&self, user: UserId) -> impl Future<Output = Share> + use<> {
        self.reads.request(user, 1)
    }

    fn reservation(self: &Arc<Self>, recipient: &Recipient, share: Share) -> Reservation {
        Reservation { memory: self.clone(), recipient: recipient.clone(), share, number: None }
    }

    /// Waits for memory. Drops unread responses while the memory of the whole process is exhausted.
    async fn wait_and_evict(
        &self,
        user: UserId,
        bytes: usize,
        mut pending: impl Future<Output = Share> + Unpin,
    ) -> Share {
        loop {
            if self.bytes.exhausted_limit(user, bytes) == Some(ExhaustedLimit::Total) {
                self.drop_unread_response(user);
            }
            if let Ok(share) = timeout(RECHECK_INTERVAL, &mut pending).await {
                return share;
            }
        }
    }

    /// Drops one unread response. Of the users with unread responses, selects the user that holds the most memory.
    /// Drops nothing if this user does not hold more than `newcomer`. If unread responses were never dropped, a few
    /// users whose clients stop reading could block all large responses.
    fn drop_unread_response(&self, newcomer: UserId) {
        let active = self.active.lock();
        let unread: Vec<_> = active
            .by_number
            .values()
            .filter(|(recipient, progress)| {
                recipient.can_be_disconnected() && progress.idle() >= DROP_IDLE_AFTER
            })
            .collect();
        let users = unread.iter().map(|(recipient, _)| recipient.user);
        let taken = self.bytes.taken_by(users.chain([newcomer]));
        let of_newcomer = taken.last().copied().unwrap_or_default();
        let largest = unread.iter().zip(taken).max_by_key(|((_, progress), taken)| (*taken, progress.idle()));
        if let Some(((recipient, _), _)) = largest.filter(|(_, taken)| *taken > of_newcomer) {
            self.dropped.increment(1);
            tracing::info!(
                user_id = recipient.user.get(),
                "connection closed: response memory is exhausted and the client is not reading"
            );
            recipient.disconnect();
        }
    }
}

/// Memory reserved for one response. Released on drop.
#[derive(Debug)]
pub(crate) struct Reservation {
    memory: Arc<ResponseMemory>,
    recipient: Recipient,
    share: Share,
    number: Option<u64>,
}

impl Reservation {
    /// Changes the reservation to the actual size of the response.
    pub(crate) fn resize(&mut self, bytes: usize) {
        self.share.resize(bytes);
    }

    /// Registers the response as being sent, so that it can be dropped if its client stops reading.
    pub(super) fn begin_sending(&mut self, progress: &Arc<SendProgress>) {
        let mut active = self.memory.active.lock();
        active.last += 1;
        let number = active.last;
        active.by_number.insert(number, (self.recipient.clone(), progress.clone()));
        self.number = Some(number);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.memory.active.lock().by_number.remove(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;
    const LIMITS: ResponseMemoryLimits = ResponseMemoryLimits { total: 8 * MIB, per_user: 3 * MIB };

    fn recipient(id: i64) -> Recipient {
        Recipient::new(UserId::new(id).unwrap(), Some(Arc::default()))
    }

    fn memory() -> Arc<ResponseMemory> {
        Arc::new(ResponseMemory::new(LIMITS))
    }

    /// Starts a response that its client does not read.
    async fn unread(
        memory: &Arc<ResponseMemory>,
        recipient: &Recipient,
        bytes: usize,
    ) -> (Reservation, Arc<SendProgress>) {
        let mut reservation = memory.reserve(recipient, bytes).await.unwrap();
        let progress = Arc::default();
        reservation.begin_sending(&progress);
        (reservation, progress)
    }

    #[tokio::test(start_paused = true)]
    async fn user_over_the_limit_is_rejected_after_two_seconds_while_other_users_are_served() {
        let (memory, ada) = (memory(), recipient(1));
        let first = memory.reserve(&ada, 2 * MIB).await.unwrap();
        let begin = Instant::now();
        let rejected = memory.reserve(&ada, 2 * MIB).await.unwrap_err();
        assert_eq!((rejected, begin.elapsed()), (MemoryExhausted::UserLimit(LIMITS.per_user), MAX_WAIT));
        memory.reserve(&recipient(2), 3 * MIB).await.unwrap();
        drop(first);
        memory.reserve(&ada, 2 * MIB).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn memory_released_in_time_is_granted() {
        let (memory, ada) = (memory(), recipient(1));
        let first = memory.reserve(&ada, 3 * MIB).await.unwrap();
        let soon = async {
            tokio::time::sleep(MAX_WAIT / 2).await;
            drop(first);
        };
        let (second, ()) = tokio::join!(memory.reserve(&ada, 3 * MIB), soon);
        second.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn number_of_waiting_requests_per_user_is_limited() {
        let (memory, ada) = (memory(), recipient(1));
        let _first = memory.reserve(&ada, 3 * MIB).await.unwrap();
        let waiting = (0..MAX_WAITING_PER_USER + 3).map(|_| async {
            let begin = Instant::now();
            memory.reserve(&ada, MIB).await.unwrap_err();
            begin.elapsed()
        });
        let waited = futures_util::future::join_all(waiting).await;
        assert_eq!(waited.iter().filter(|waited| **waited == MAX_WAIT).count(), MAX_WAITING_PER_USER);
        assert_eq!(waited.iter().filter(|waited| waited.is_zero()).count(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn unread_response_is_dropped_for_a_user_that_holds_less() {
        let memory = memory();
        let users: Vec<_> = (1..=4).map(recipient).collect();
        let mut sent = Vec::new();
        for (user, bytes) in users.iter().zip([2 * MIB, 3 * MIB, 2 * MIB, MIB]) {
            sent.push(unread(&memory, user, bytes).await);
        }
        let newcomer = recipient(9);
        assert_eq!(memory.reserve(&newcomer, MIB).await.unwrap_err(), MemoryExhausted::ServerLimit);
        assert!(users.iter().all(|user| !user.is_disconnected()), "no connection may be closed within 5 s");
        tokio::time::advance(DROP_IDLE_AFTER).await;
        sent[2].1.record();
        let connection = async {
            while !users[1].is_disconnected() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            drop(sent.remove(1));
        };
        let (reserved, ()) = tokio::join!(memory.reserve(&newcomer, MIB), connection);
        reserved.unwrap();
        assert_eq!(
            users.iter().map(Recipient::is_disconnected).collect::<Vec<_>>(),
            [false, true, false, false]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn unread_response_is_not_dropped_for_its_own_user_or_a_user_that_holds_as_much() {
        let memory = memory();
        let users: Vec<_> = (1..=4).map(recipient).collect();
        let mut sent = Vec::new();
        for user in &users {
            sent.push(unread(&memory, user, 2 * MIB).await);
        }
        tokio::time::advance(2 * DROP_IDLE_AFTER).await;
        assert_eq!(memory.reserve(&users[0], MIB).await.unwrap_err(), MemoryExhausted::ServerLimit);
        assert!(users.iter().all(|user| !user.is_disconnected()));
    }
}
