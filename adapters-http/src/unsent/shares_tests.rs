//! When a user is granted a share.

use std::sync::Arc;

use metrics::Gauge;
use proptest::prelude::*;
use tasklane_core::ids::UserId;

use super::shares::{FairShares, Pending, Shortage};

fn user(id: i64) -> UserId {
    UserId::new(id).unwrap()
}

fn shares(total: usize, per_user: usize) -> Arc<FairShares> {
    FairShares::new(total, per_user, Gauge::noop())
}

fn taken(shares: &FairShares, id: i64) -> usize {
    shares.taken_by([user(id)].into_iter())[0]
}

#[test]
fn a_share_is_granted_up_to_both_limits_and_again_after_it_is_returned() {
    let shares = shares(10, 6);
    let of_ada = shares.request(user(1), 6).now().unwrap();
    assert_eq!(shares.shortage(user(1), 1), Some(Shortage::OwnShare));
    assert!(shares.request(user(1), 1).now().is_none());
    let of_bob = shares.request(user(2), 4).now().unwrap();
    assert_eq!(shares.shortage(user(3), 1), Some(Shortage::Total));
    assert!(shares.request(user(3), 1).now().is_none());
    drop(of_ada);
    assert_eq!(shares.shortage(user(3), 6), None);
    assert!(shares.request(user(3), 6).now().is_some());
    drop(of_bob);
    assert_eq!([1, 2, 3].map(|id| taken(&shares, id)), [0; 3]);
}

#[test]
fn a_share_is_resized_to_what_is_needed() {
    let shares = shares(10, 10);
    let mut share = shares.request(user(1), 10).now().unwrap();
    let mut waiting = shares.request(user(2), 7).into_waiting();
    share.resize(4);
    assert!(waiting.now().is_none());
    share.resize(12);
    assert_eq!(taken(&shares, 1), 12, "what is there is counted");
    share.resize(3);
    assert!(waiting.now().is_some());
    drop(share);
    assert_eq!(taken(&shares, 1), 0);
}

#[test]
fn an_amount_above_the_limits_is_granted_alone() {
    let shares = shares(10, 6);
    let large = shares.request(user(1), 100).now().unwrap();
    let mut other = shares.request(user(2), 1).into_waiting();
    drop(large);
    assert!(other.now().is_some());
}

#[test]
fn a_user_with_many_requests_waits_in_turn_with_users_who_have_few() {
    let shares = shares(1, 1);
    let first = shares.request(user(1), 1).now().unwrap();
    let mut of_ada: Vec<Pending> = (0..5).map(|_| shares.request(user(1), 1).into_waiting()).collect();
    let mut of_bob: Vec<Pending> = (0..2).map(|_| shares.request(user(2), 1).into_waiting()).collect();
    let mut of_cy = shares.request(user(3), 1).into_waiting();
    let mut order = Vec::new();
    drop(first);
    for _ in 0..8 {
        let mut granted = None;
        for (id, waiting) in [(1, &mut of_ada), (2, &mut of_bob)] {
            if let Some((place, share)) =
                waiting.iter_mut().enumerate().find_map(|(place, one)| Some((place, one.now()?)))
            {
                drop(waiting.remove(place));
                granted = Some((id, share));
            }
        }
        let (id, share) = granted.or_else(|| Some((3, of_cy.now()?))).unwrap();
        order.push(id);
        drop(share);
    }
    assert_eq!(order, [1, 2, 3, 1, 2, 1, 1, 1]);
}

#[test]
fn a_user_who_has_taken_less_goes_first() {
    let shares = shares(10, 8);
    let of_ada = shares.request(user(1), 6).now().unwrap();
    let of_bob = shares.request(user(2), 4).now().unwrap();
    let mut more = shares.request(user(1), 2).into_waiting();
    let mut of_cy = shares.request(user(3), 4).into_waiting();
    drop(of_bob);
    assert!(more.now().is_none() && of_cy.now().is_some());
    drop(of_ada);
    assert!(more.now().is_some());
}

#[test]
fn a_small_request_does_not_overtake_a_large_one_that_waits_for_room() {
    let shares = shares(10, 10);
    let taken = shares.request(user(1), 6).now().unwrap();
    let mut large = shares.request(user(2), 8).into_waiting();
    let mut small = shares.request(user(3), 1).into_waiting();
    assert!(large.now().is_none() && small.now().is_none());
    drop(taken);
    assert!(large.now().is_some() && small.now().is_some());
}

#[test]
fn a_withdrawn_request_keeps_nobody_waiting() {
    let shares = shares(10, 10);
    let _taken = shares.request(user(1), 6).now().unwrap();
    let withdrawn = shares.request(user(2), 8).into_waiting();
    let mut small = shares.request(user(3), 1).into_waiting();
    drop(withdrawn);
    assert!(small.now().is_some());
    assert_eq!(shares.waiting(user(2)), 0);
}

#[test]
fn a_grant_that_nobody_receives_is_returned() {
    let shares = shares(10, 10);
    drop(shares.request(user(1), 10));
    assert_eq!(taken(&shares, 1), 0);
    assert!(shares.request(user(2), 10).now().is_some());
}

impl Pending {
    /// The same, which must not be granted yet.
    fn into_waiting(mut self) -> Self {
        assert!(self.now().is_none());
        self
    }
}

proptest! {
    /// Whatever is asked for, returned and withdrawn, in whatever order: no limit is ever passed, nothing is lost, and
    /// in the end all is granted.
    #[test]
    fn no_limit_is_passed_and_every_request_is_granted_in_the_end(
        steps in proptest::collection::vec((1..5i64, 1..7usize, 0..4u8), 1..60)
    ) {
        let shares = shares(10, 6);
        let (mut waiting, mut granted) = (Vec::new(), Vec::new());
        for (id, amount, step) in steps {
            match step {
                0 if !granted.is_empty() => drop(granted.remove(amount % granted.len())),
                1 if !waiting.is_empty() => drop(waiting.remove(amount % waiting.len())),
                _ => waiting.push(shares.request(user(id), amount)),
            }
            waiting.retain_mut(|one| one.now().map(|share| granted.push(share)).is_none());
            let taken: Vec<usize> = shares.taken_by((1..5).map(user));
            prop_assert!(taken.iter().all(|taken| *taken <= 6) && taken.iter().sum::<usize>() <= 10);
        }
        while !waiting.is_empty() {
            let before = waiting.len();
            granted.clear();
            waiting.retain_mut(|one| one.now().map(|share| granted.push(share)).is_none());
            prop_assert!(waiting.len() < before);
        }
        granted.clear();
        prop_assert_eq!(shares.taken_by((1..5).map(user)), [0; 4]);
        prop_assert!((1..5).all(|id| shares.waiting(user(id)) == 0));
    }
}
