//! Fair scheduling of expensive reads, whose work grows with the stored data of a user.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::gate::{Gate, Permit};
use crate::ids::UserId;

/// Maximum number of concurrent expensive reads in the process. Each holds at most a few MiB.
const MAX_ADMITTED: usize = 16;

/// Schedules the expensive reads of all users.
///
/// Each user has at most one admitted read; further reads of the user wait in order of arrival. An admitted read does
/// its work in slices, and queues again for each slice, so that the slices of different users alternate.
pub struct ReadTurns {
    users: Mutex<HashMap<UserId, Lane>>,
    admitted: Arc<Gate>,
    running: Arc<Gate>,
}

struct Lane {
    gate: Arc<Gate>,
    /// The number of waiting and admitted reads.
    reads: usize,
}

/// Admits an expensive read until it is dropped.
pub struct Admission {
    running: Arc<Gate>,
    _admitted: Permit,
    _own: Permit,
    _member: Member,
}

/// The turn for one slice. Hold it until the work has ended, even if the caller has dropped its future.
pub struct Turn(#[expect(dead_code, reason = "held for its drop")] Permit);

/// Removes the lane of a user after the user's last read.
struct Member {
    turns: Arc<ReadTurns>,
    user: UserId,
}

impl ReadTurns {
    /// `slots` is the number of slices that run at the same time.
    pub fn new(slots: usize) -> Arc<Self> {
        let users = Mutex::default();
        Arc::new(Self { users, admitted: Gate::new(MAX_ADMITTED), running: Gate::new(slots) })
    }

    /// Waits until no other read of the user is admitted. Dropping the future leaves the queue.
    pub async fn admit(self: Arc<Self>, user: UserId) -> Admission {
        let (gate, member) = self.join(user);
        let own = gate.enter().await;
        let admitted = self.admitted.enter().await;
        Admission { running: self.running.clone(), _admitted: admitted, _own: own, _member: member }
    }

    fn join(self: &Arc<Self>, user: UserId) -> (Arc<Gate>, Member) {
        let mut users = self.users.lock();
        let lane = users.entry(user).or_insert_with(|| Lane { gate: Gate::new(1), reads: 0 });
        lane.reads += 1;
        (lane.gate.clone(), Member { turns: self.clone(), user })
    }
}

impl Admission {
    /// Waits for the next turn, after the reads of other users that are already queued.
    pub async fn turn(&self) -> Turn {
        Turn(self.running.enter().await)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut users = self.turns.users.lock();
        if let Some(lane) = users.get_mut(&self.user) {
            lane.reads -= 1;
            if lane.reads == 0 {
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
    fn reads_of_one_user_queue_and_do_not_delay_other_users() {
        let turns = ReadTurns::new(1);
        let first = turns.clone().admit(user(1)).now_or_never().unwrap();
        let second = turns.clone().admit(user(1));
        let mut second = Box::pin(second);
        assert!(second.as_mut().now_or_never().is_none());
        assert!(turns.clone().admit(user(2)).now_or_never().is_some());
        drop(first);
        assert!(second.now_or_never().is_some());
        assert!(turns.users.lock().is_empty());
    }

    #[tokio::test]
    async fn slices_of_different_users_alternate() {
        let turns = ReadTurns::new(1);
        let order = Mutex::new(Vec::new());
        let read = async |id: i64, slices: usize| {
            let admission = turns.clone().admit(user(id)).await;
            for _ in 0..slices {
                let turn = admission.turn().await;
                order.lock().push(id);
                tokio::task::yield_now().await;
                drop(turn);
            }
        };
        // Twenty reads of the first user are queued before the read of the second.
        let first = futures_util::future::join_all((0..20).map(|_| read(1, 10)));
        futures_util::future::join(first, read(2, 10)).await;
        let order = order.into_inner();
        let last = order.iter().rposition(|id| *id == 2).unwrap();
        assert!(last <= 20, "the second user's read ended at turn {last}");
        assert_eq!(order.len(), 210);
    }

    #[test]
    fn dropped_read_leaves_the_queue() {
        let turns = ReadTurns::new(1);
        let first = turns.clone().admit(user(1)).now_or_never().unwrap();
        let mut second = Box::pin(turns.clone().admit(user(1)));
        assert!(second.as_mut().now_or_never().is_none());
        drop(second);
        drop(first);
        assert!(turns.users.lock().is_empty());
        assert!(turns.clone().admit(user(1)).now_or_never().is_some());
    }

    #[test]
    fn turn_is_held_until_its_work_has_ended() {
        let turns = ReadTurns::new(1);
        let admission = turns.clone().admit(user(1)).now_or_never().unwrap();
        let turn = admission.turn().now_or_never().unwrap();
        drop(admission);
        let other = turns.clone().admit(user(2)).now_or_never().unwrap();
        assert!(other.turn().now_or_never().is_none());
        drop(turn);
        assert!(other.turn().now_or_never().is_some());
    }
}
