//! Tests of the fair division among users.

use std::sync::Arc;

use metrics::Gauge;
use proptest::prelude::*;
use tasklane_core::ids::UserId;

use super::shares::{ExhaustedLimit, FairShares, Pending};

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
fn share_is_granted_up_to_both_limits_and_again_after_release() {
    let shares = shares(10, 6);
    let of_ada = shares.request(user(1), 6).try_take().unwrap();
    assert_eq!(shares.exhausted_limit(user(1), 1), Some(ExhaustedLimit::UserLimit));
    assert!(shares.request(user(1), 1).try_take().is_none());
    let of_bob = shares.request(user(2), 4).try_take().unwrap();
    assert_eq!(shares.exhausted_limit(user(3), 1), Some(ExhaustedLimit::Total));
    assert!(shares.request(user(3), 1).try_take().is_none());
    drop(of_ada);
    assert_eq!(shares.exhausted_limit(user(3), 6), None);
    assert!(shares.request(user(3), 6).try_take().is_some());
    drop(of_bob);
    assert_eq!([1, 2, 3].map(|id| taken(&shares, id)), [0; 3]);
}

#[test]
fn share_is_resized_to_the_amount_in_use() {
    let shares = shares(10, 10);
    let mut share = shares.request(user(1), 10).try_take().unwrap();
    let mut waiting = shares.request(user(2), 7).into_waiting();
    share.resize(4);
    assert!(waiting.try_take().is_none());
    share.resize(12);
    assert_eq!(taken(&shares, 1), 12, "memory in use must be counted even above the limit");
    share.resize(3);
    assert!(waiting.try_take().is_some());
    drop(share);
    assert_eq!(taken(&shares, 1), 0);
}

#[test]
fn amount_above_the_limits_is_granted_if_nothing_else_is_in_use() {
    let shares = shares(10, 6);
    let large = shares.request(user(1), 100).try_take().unwrap();
    let mut other = shares.request(user(2), 1).into_waiting();
    drop(large);
    assert!(other.try_take().is_some());
}

#[test]
fn users_with_few_requests_alternate_with_a_user_with_many() {
    let shares = shares(1, 1);
    let first = shares.request(user(1), 1).try_take().unwrap();
    let mut of_ada: Vec<Pending> = (0..5).map(|_| shares.request(user(1), 1).into_waiting()).collect();
    let mut of_bob: Vec<Pending> = (0..2).map(|_| shares.request(user(2), 1).into_waiting()).collect();
    let mut of_cy = shares.request(user(3), 1).into_waiting();
    let mut order = Vec::new();
    drop(first);
    for _ in 0..8 {
        let mut granted = None;
        for (id, waiting) in [(1, &mut of_ada), (2, &mut of_bob)] {
            if let Some((place, share)) =
                waiting.iter_mut().enumerate().find_map(|(place, one)| Some((place, one.try_take()?)))
            {
                drop(waiting.remove(place));
                granted = Some((id, share));
            }
        }
        let (id, share) = granted.or_else(|| Some((3, of_cy.try_take()?))).unwrap();
        order.push(id);
        drop(share);
    }
    assert_eq!(order, [1, 2, 3, 1, 2, 1, 1, 1]);
}

#[test]
fn user_that_holds_less_is_served_first() {
    let shares = shares(10, 8);
    let of_ada = shares.request(user(1), 6).try_take().unwrap();
    let of_bob = shares.request(user(2), 4).try_take().unwrap();
    let mut more = shares.request(user(1), 2).into_waiting();
    let mut of_cy = shares.request(user(3), 4).into_waiting();
    drop(of_bob);
    assert!(more.try_take().is_none() && of_cy.try_take().is_some());
    drop(of_ada);
    assert!(more.try_take().is_some());
}

#[test]
fn small_request_does_not_overtake_a_waiting_large_one() {
    let shares = shares(10, 10);
    let taken = shares.request(user(1), 6).try_take().unwrap();
    let mut large = shares.request(user(2), 8).into_waiting();
    let mut small = shares.request(user(3), 1).into_waiting();
    assert!(large.try_take().is_none() && small.try_take().is_none());
    drop(taken);
    assert!(large.try_take().is_some() && small.try_take().is_some());
}

#[test]
fn withdrawn_request_does_not_block_other_requests() {
    let shares = shares(10, 10);
    let _taken = shares.request(user(1), 6).try_take().unwrap();
    let withdrawn = shares.request(user(2), 8).into_waiting();
    let mut small = shares.request(user(3), 1).into_waiting();
    drop(withdrawn);
    assert!(small.try_take().is_some());
    assert_eq!(shares.waiting(user(2)), 0);
}

#[test]
fn unreceived_grant_is_released() {
    let shares = shares(10, 10);
    drop(shares.request(user(1), 10));
    assert_eq!(taken(&shares, 1), 0);
    assert!(shares.request(user(2), 10).try_take().is_some());
}

impl Pending {
    /// Asserts that the request is not granted yet.
    fn into_waiting(mut self) -> Self {
        assert!(self.try_take().is_none());
        self
    }
}

proptest! {
    /// For any sequence of requests, releases and withdrawals: no limit is exceeded, no share leaks, and every request
    /// that is not withdrawn is granted in the end.
    #[test]
    fn limits_hold_and_every_request_is_granted_eventually(
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
            waiting.retain_mut(|one| one.try_take().map(|share| granted.push(share)).is_none());
            let taken: Vec<usize> = shares.taken_by((1..5).map(user));
            prop_assert!(taken.iter().all(|taken| *taken <= 6) && taken.iter().sum::<usize>() <= 10);
        }
        while !waiting.is_empty() {
            let before = waiting.len();
            granted.clear();
            waiting.retain_mut(|one| one.try_take().map(|share| granted.push(share)).is_none());
            prop_assert!(waiting.len() < before);
        }
        granted.clear();
        prop_assert_eq!(shares.taken_by((1..5).map(user)), [0; 4]);
        prop_assert!((1..5).all(|id| shares.waiting(user(id)) == 0));
    }
}
