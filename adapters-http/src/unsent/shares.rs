//! A limited amount that users share: bytes, or turns. Requests that have to wait are granted in fair turns.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use metrics::Gauge;
use tasklane_core::ids::UserId;
use tokio::sync::oneshot;

#[derive(Debug)]
pub(super) struct FairShares {
    total: usize,
    per_user: usize,
    /// Shows how much is taken.
    gauge: Gauge,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    taken: usize,
    taken_by: HashMap<UserId, usize>,
    queues: HashMap<UserId, Queue>,
    /// Numbers arrivals and grants: their order is the order of turns.
    ticks: u64,
}

#[derive(Debug)]
struct Queue {
    /// When this user was last granted something, or else when the queue was opened.
    since: u64,
    waiters: VecDeque<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    amount: usize,
    grant: oneshot::Sender<Share>,
}

/// What is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shortage {
    OwnShare,
    Total,
}

impl FairShares {
    pub(super) fn new(total: usize, per_user: usize, gauge: Gauge) -> Arc<Self> {
        Arc::new(Self { total, per_user, gauge, state: Mutex::default() })
    }

    /// Ready when the amount is granted. An amount above a limit is granted when nothing else is taken under it.
    pub(super) fn request(self: &Arc<Self>, user: UserId, amount: usize) -> Pending {
        let (grant, granted) = oneshot::channel();
        let mut state = self.lock();
        let number = state.tick();
        let queue =
            state.queues.entry(user).or_insert_with(|| Queue { since: number, waiters: VecDeque::new() });
        queue.waiters.push_back(Waiter { number, amount, grant });
        self.grant(state);
        Pending { shares: self.clone(), user, number, granted }
    }

    /// Which limit keeps this user from the amount, if any does now.
    pub(super) fn shortage(&self, user: UserId, amount: usize) -> Option<Shortage> {
        let state = self.lock();
        if !self.user_has_room(&state, user, amount) {
            Some(Shortage::OwnShare)
        } else if !self.has_room(&state, amount) {
            Some(Shortage::Total)
        } else {
            None
        }
    }

    pub(super) fn waiting(&self, user: UserId) -> usize {
        self.lock().queues.get(&user).map_or(0, |queue| queue.waiters.len())
    }

    /// How much each of these users has taken.
    pub(super) fn taken_by(&self, users: impl Iterator<Item = UserId>) -> Vec<usize> {
        let state = self.lock();
        users.map(|user| state.taken_by(user)).collect()
    }

    fn has_room(&self, state: &State, amount: usize) -> bool {
        state.taken == 0 || state.taken.saturating_add(amount) <= self.total
    }

    fn user_has_room(&self, state: &State, user: UserId, amount: usize) -> bool {
        let taken = state.taken_by(user);
        taken == 0 || taken.saturating_add(amount) <= self.per_user
    }

    /// Grants what fits: to the user who has taken least, and of equal ones to the one who has waited longest for a turn.
    fn grant(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        // Dropped without the lock: a share that nobody receives returns what it has taken.
        let mut unreceived = Vec::new();
        while let Some((user, amount)) = self.next_in_turn(&state) {
            if !self.has_room(&state, amount) {
                break;
            }
            let Some(waiter) = state.pop(user) else { break };
            self.take(&mut state, user, amount);
            let share = Share { shares: self.clone(), user, amount };
            unreceived.extend(waiter.grant.send(share).err());
        }
        drop(state);
        drop(unreceived);
    }

    fn next_in_turn(&self, state: &State) -> Option<(UserId, usize)> {
        let fitting = state.queues.iter().filter_map(|(user, queue)| {
            let amount = queue.waiters.front()?.amount;
            self.user_has_room(state, *user, amount).then_some((*user, amount, queue.since))
        });
        let first = fitting.min_by_key(|(user, _, since)| (state.taken_by(*user), *since));
        first.map(|(user, amount, _)| (user, amount))
    }

    fn take(&self, state: &mut State, user: UserId, amount: usize) {
        state.taken += amount;
        *state.taken_by.entry(user).or_default() += amount;
        self.show(state);
    }

    fn give_back(self: &Arc<Self>, user: UserId, amount: usize) {
        let mut state = self.lock();
        state.taken = state.taken.saturating_sub(amount);
        if let Some(taken) = state.taken_by.get_mut(&user) {
            *taken = taken.saturating_sub(amount);
            if *taken == 0 {
                state.taken_by.remove(&user);
            }
        }
        self.show(&state);
        self.grant(state);
    }

    fn show(&self, state: &State) {
        self.gauge.set(u32::try_from(state.taken).unwrap_or(u32::MAX));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No step under the lock can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn tick(&mut self) -> u64 {
        self.ticks += 1;
        self.ticks
    }

    fn taken_by(&self, user: UserId) -> usize {
        self.taken_by.get(&user).copied().unwrap_or_default()
    }

    /// The user's first waiter; the user's next turn comes after those of all others.
    fn pop(&mut self, user: UserId) -> Option<Waiter> {
        let now = self.tick();
        let queue = self.queues.get_mut(&user)?;
        queue.since = now;
        let waiter = queue.waiters.pop_front();
        if queue.waiters.is_empty() {
            self.queues.remove(&user);
        }
        waiter
    }

    fn forget(&mut self, user: UserId, number: u64) {
        if let Some(queue) = self.queues.get_mut(&user) {
            queue.waiters.retain(|waiter| waiter.number != number);
            if queue.waiters.is_empty() {
                self.queues.remove(&user);
            }
        }
    }
}

/// An amount that a user has taken, until this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    shares: Arc<FairShares>,
    user: UserId,
    amount: usize,
}

impl Share {
    /// To what is really needed. More than was requested is taken in any case: it is there already.
    pub(super) fn resize(&mut self, amount: usize) {
        let before = std::mem::replace(&mut self.amount, amount);
        if amount < before {
            self.shares.give_back(self.user, before - amount);
        } else {
            self.shares.take(&mut self.shares.lock(), self.user, amount - before);
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.amount > 0 {
            self.shares.give_back(self.user, self.amount);
        }
    }
}

/// A request that is granted or waits. Dropping it withdraws the request.
#[derive(Debug)]
pub(super) struct Pending {
    shares: Arc<FairShares>,
    user: UserId,
    number: u64,
    granted: oneshot::Receiver<Share>,
}

impl Pending {
    /// The share, if it is granted by now.
    pub(super) fn now(&mut self) -> Option<Share> {
        self.granted.try_recv().ok()
    }
}

impl Future for Pending {
    type Output = Share;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Share> {
        match ready!(self.granted.poll_unpin(cx)) {
            Ok(share) => Poll::Ready(share),
            // The sender is dropped only together with this.
            Err(_) => Poll::Pending,
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let mut state = self.shares.lock();
        state.forget(self.user, self.number);
        // The next of this user, or of another one, may fit where this one did not.
        self.shares.grant(state);
    }
}
