//! The bytes of responses that the whole process may hold, and the turns in which parts of responses are read.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::{Counter, Gauge, counter, gauge};
use tasklane_core::ids::UserId;
use tokio::time::{Instant, timeout, timeout_at};

use super::recipient::{Progress, Recipient};
use super::shares::{FairShares, Share, Shortage};
use crate::config::UnsentBounds;

/// How many parts of responses are read from the database at once; of one user one.
const READS: usize = 4;
const READS_PER_USER: usize = 1;
/// How long a request waits for room. Where clients read, room is returned within milliseconds.
const MAX_WAIT: Duration = Duration::from_secs(2);
/// How many requests of a user wait at once.
const MAX_WAITING_PER_USER: usize = 8;
/// A response that the client has not read for this long gives way to one of a user who holds less.
const GIVES_WAY_AFTER: Duration = Duration::from_secs(5);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct Budget {
    bytes: Arc<FairShares>,
    turns: Arc<FairShares>,
    per_user: usize,
    /// The responses that are being sent, by number.
    sent: Mutex<Sent>,
    gave_way: Counter,
}

#[derive(Debug, Default)]
struct Sent {
    last: u64,
    by_number: HashMap<u64, (Recipient, Arc<Progress>)>,
}

/// There is no room for another response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// The user's other responses take it all, up to this many bytes.
    OfUser(usize),
    OfServer,
}

impl Budget {
    pub(crate) fn new(bounds: UnsentBounds) -> Self {
        let unsent = gauge!(
            description: "Bytes of large responses that are reserved or wait to be sent",
            "tasklane_http_unsent_bytes"
        );
        let gave_way = counter!(
            description: "Connections that were closed because their clients read nothing while others needed the memory",
            "tasklane_http_unsent_dropped_total"
        );
        Self {
            bytes: FairShares::new(bounds.total, bounds.per_user, unsent),
            turns: FairShares::new(READS, READS_PER_USER, Gauge::noop()),
            per_user: bounds.per_user,
            sent: Mutex::default(),
            gave_way,
        }
    }

    /// Room for a response, if there is any now.
    pub(super) fn reserve_now(self: &Arc<Self>, recipient: &Recipient, bytes: usize) -> Option<Reservation> {
        self.bytes.request(recipient.user, bytes).now().map(|share| self.reservation(recipient, share))
    }

    /// Room for a response, which its request waits for, but not for long.
    pub(super) async fn reserve(
        self: &Arc<Self>,
        recipient: &Recipient,
        bytes: usize,
    ) -> Result<Reservation, NoRoom> {
        let mut pending = self.bytes.request(recipient.user, bytes);
        if let Some(share) = pending.now() {
            return Ok(self.reservation(recipient, share));
        }
        let deadline = Instant::now() + MAX_WAIT;
        if self.bytes.waiting(recipient.user) <= MAX_WAITING_PER_USER {
            let granted = self.make_room(recipient.user, bytes, pending);
            if let Ok(share) = timeout_at(deadline, granted).await {
                return Ok(self.reservation(recipient, share));
            }
        }
        Err(match self.bytes.shortage(recipient.user, bytes) {
            Some(Shortage::OwnShare) => NoRoom::OfUser(self.per_user),
            Some(Shortage::Total) | None => NoRoom::OfServer,
        })
    }

    /// Room for the next part of a response, which waits for as long as it takes.
    pub(super) async fn wait_for(self: &Arc<Self>, recipient: &Recipient, bytes: usize) -> Reservation {
        let pending = self.bytes.request(recipient.user, bytes);
        let share = self.make_room(recipient.user, bytes, pending).await;
        self.reservation(recipient, share)
    }

    /// A turn to read from the database, until it is dropped.
    pub(super) fn turn(&self, user: UserId) -> impl Future<Output = Share> + use<> {
        self.turns.request(user, 1)
    }

    fn reservation(self: &Arc<Self>, recipient: &Recipient, share: Share) -> Reservation {
        Reservation { budget: self.clone(), recipient: recipient.clone(), share, number: None }
    }

    /// Waits, and has unread responses give way.
    async fn make_room(
        &self,
        user: UserId,
        bytes: usize,
        mut pending: impl Future<Output = Share> + Unpin,
    ) -> Share {
        loop {
            if self.bytes.shortage(user, bytes) == Some(Shortage::Total) {
                self.drop_unread(user);
            }
            if let Ok(share) = timeout(BETWEEN_LOOKS, &mut pending).await {
                return share;
            }
        }
    }

    /// Closes a connection whose client reads nothing, of the user who holds most, if that is more than `newcomer` holds.
    /// Else a few users who read nothing could keep everybody from everything large.
    fn drop_unread(&self, newcomer: UserId) {
        let sent = self.lock();
        let unread: Vec<_> = sent
            .by_number
            .values()
            .filter(|(recipient, progress)| {
                recipient.can_be_disconnected() && progress.idle() >= GIVES_WAY_AFTER
            })
            .collect();
        let users = unread.iter().map(|(recipient, _)| recipient.user);
        let taken = self.bytes.taken_by(users.chain([newcomer]));
        let of_newcomer = taken.last().copied().unwrap_or_default();
        let most = unread.iter().zip(taken).max_by_key(|((_, progress), taken)| (*taken, progress.idle()));
        if let Some(((recipient, _), _)) = most.filter(|(_, taken)| *taken > of_newcomer) {
            self.gave_way.increment(1);
            tracing::info!(
                user_id = recipient.user.get(),
                "connection closed: memory is short and the client does not read"
            );
            recipient.disconnect();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sent> {
        // No step under the lock can panic.
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes of one response, until this is dropped.
#[derive(Debug)]
pub(crate) struct Reservation {
    budget: Arc<Budget>,
    recipient: Recipient,
    share: Share,
    number: Option<u64>,
}

impl Reservation {
    /// To the length of the response, which is known by now.
    pub(crate) fn resize(&mut self, bytes: usize) {
        self.share.resize(bytes);
    }

    /// From now on these bytes wait for the client.
    pub(super) fn begin_sending(&mut self, progress: &Arc<Progress>) {
        let mut sent = self.budget.lock();
        sent.last += 1;
        let number = sent.last;
        sent.by_number.insert(number, (self.recipient.clone(), progress.clone()));
        self.number = Some(number);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.budget.lock().by_number.remove(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;
    const BOUNDS: UnsentBounds = UnsentBounds { total: 8 * MIB, per_user: 3 * MIB };

    fn recipient(id: i64) -> Recipient {
        Recipient::new(UserId::new(id).unwrap(), Some(Arc::default()))
    }

    fn budget() -> Arc<Budget> {
        Arc::new(Budget::new(BOUNDS))
    }

    /// A response that is being sent, and that its client does not read.
    async fn unread(
        budget: &Arc<Budget>,
        recipient: &Recipient,
        bytes: usize,
    ) -> (Reservation, Arc<Progress>) {
        let mut reservation = budget.reserve(recipient, bytes).await.unwrap();
        let progress = Arc::default();
        reservation.begin_sending(&progress);
        (reservation, progress)
    }

    #[tokio::test(start_paused = true)]
    async fn a_user_is_refused_after_two_seconds_and_others_are_served() {
        let (budget, ada) = (budget(), recipient(1));
        let first = budget.reserve(&ada, 2 * MIB).await.unwrap();
        let begin = Instant::now();
        let refused = budget.reserve(&ada, 2 * MIB).await.unwrap_err();
        assert_eq!((refused, begin.elapsed()), (NoRoom::OfUser(BOUNDS.per_user), MAX_WAIT));
        budget.reserve(&recipient(2), 3 * MIB).await.unwrap();
        drop(first);
        budget.reserve(&ada, 2 * MIB).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn room_that_is_returned_in_time_is_granted() {
        let (budget, ada) = (budget(), recipient(1));
        let first = budget.reserve(&ada, 3 * MIB).await.unwrap();
        let soon = async {
            tokio::time::sleep(MAX_WAIT / 2).await;
            drop(first);
        };
        let (second, ()) = tokio::join!(budget.reserve(&ada, 3 * MIB), soon);
        second.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn only_a_few_requests_of_a_user_wait() {
        let (budget, ada) = (budget(), recipient(1));
        let _first = budget.reserve(&ada, 3 * MIB).await.unwrap();
        let waiting = (0..MAX_WAITING_PER_USER + 3).map(|_| async {
            let begin = Instant::now();
            budget.reserve(&ada, MIB).await.unwrap_err();
            begin.elapsed()
        });
        let waited = futures_util::future::join_all(waiting).await;
        assert_eq!(waited.iter().filter(|waited| **waited == MAX_WAIT).count(), MAX_WAITING_PER_USER);
        assert_eq!(waited.iter().filter(|waited| waited.is_zero()).count(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_that_nobody_reads_gives_way_to_a_user_who_holds_less() {
        let budget = budget();
        let users: Vec<_> = (1..=4).map(recipient).collect();
        let mut sent = Vec::new();
        for (user, bytes) in users.iter().zip([2 * MIB, 3 * MIB, 2 * MIB, MIB]) {
            sent.push(unread(&budget, user, bytes).await);
        }
        let newcomer = recipient(9);
        assert_eq!(budget.reserve(&newcomer, MIB).await.unwrap_err(), NoRoom::OfServer);
        assert!(users.iter().all(|user| !user.is_disconnected()), "nobody has waited for long");
        tokio::time::advance(GIVES_WAY_AFTER).await;
        sent[2].1.note();
        let connection = async {
            while !users[1].is_disconnected() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            drop(sent.remove(1));
        };
        let (reserved, ()) = tokio::join!(budget.reserve(&newcomer, MIB), connection);
        reserved.unwrap();
        assert_eq!(
            users.iter().map(Recipient::is_disconnected).collect::<Vec<_>>(),
            [false, true, false, false]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn no_response_gives_way_to_its_own_user_or_to_one_who_holds_as_much() {
        let budget = budget();
        let users: Vec<_> = (1..=4).map(recipient).collect();
        let mut sent = Vec::new();
        for user in &users {
            sent.push(unread(&budget, user, 2 * MIB).await);
        }
        tokio::time::advance(2 * GIVES_WAY_AFTER).await;
        assert_eq!(budget.reserve(&users[0], MIB).await.unwrap_err(), NoRoom::OfServer);
        assert!(users.iter().all(|user| !user.is_disconnected()));
    }
}
