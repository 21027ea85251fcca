//! Fair turns for expensive reads: those whose work grows with what a user has stored.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::gate::{Gate, Pass};
use crate::ids::UserId;

/// At most so many expensive reads are under way in the process. Each holds a few MiB at most.
const MAX_ADMITTED: usize = 16;

/// The queues of all users.
///
/// Of each user one expensive read is under way; the others wait, in the order in which they came. A read takes a turn for
/// each slice of its work and goes to the end of the queue behind it, so the slices of different users alternate.
pub struct ReadTurns {
    users: Mutex<HashMap<UserId, Lane>>,
    admitted: Arc<Gate>,
    running: Arc<Gate>,
}

struct Lane {
    gate: Arc<Gate>,
    /// How many reads are in it, waiting or under way.
    reads: usize,
}

/// An expensive read that is under way, until this is dropped.
pub struct Admission {
    running: Arc<Gate>,
    _admitted: Pass,
    _own: Pass,
    _member: Member,
}

/// One slice of it, until this is dropped: to be held until the work has really ended, also when its caller is gone.
pub struct Turn(#[expect(dead_code, reason = "held for its drop")] Pass);

/// Forgets the lane of a user who has no read left.
struct Member {
    turns: Arc<ReadTurns>,
    user: UserId,
}

impl ReadTurns {
    /// `slots` is how many slices run at the same time.
    pub fn new(slots: usize) -> Arc<Self> {
        let users = Mutex::default();
        Arc::new(Self { users, admitted: Gate::new(MAX_ADMITTED), running: Gate::new(slots) })
    }

    /// Waits until no other read of the user is under way. Dropping the future gives up the wait.
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
    /// Waits for the next turn, behind the reads of other users that wait already.
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
    fn reads_of_one_user_queue_and_those_of_others_do_not_wait_for_them() {
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
        // Twenty reads of the first user are there before the one of the second.
        let first = futures_util::future::join_all((0..20).map(|_| read(1, 10)));
        futures_util::future::join(first, read(2, 10)).await;
        let order = order.into_inner();
        let last = order.iter().rposition(|id| *id == 2).unwrap();
        assert!(last <= 20, "the second user's read ended at turn {last}");
        assert_eq!(order.len(), 210);
    }

    #[test]
    fn read_that_is_given_up_leaves_the_queue() {
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
