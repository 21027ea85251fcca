//! The refresh rule: **a token dies when its successor is first used**, not when the successor is issued.
//!
//! A client that loses an answer, or never stores the newer token, can so go on with the one it has, and yet a token
//! that was stolen and used shows itself the next time the other party comes (RFC 9700 §4.14.2).
//!
//! Of all tokens of a session only two are alive: the *tip*, issued last and not used yet, and the one *used* to get
//! it. Any other token that we once issued is dead, and whoever presents it proves that two parties hold this session.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::session::{IssuedRefresh, RefreshHandle};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshState {
    /// The token whose successor is the tip; `None` until the first refresh.
    pub used: Option<RefreshHandle>,
    pub tip: IssuedRefresh,
}

/// What presenting a token, known to be ours and not expired, comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// A successor was issued: store this state, and answer with its tip.
    Advanced(RefreshState),
    /// The same successor again; nothing changes.
    Repeated(IssuedRefresh),
    /// Theft: a dead token was presented. End the session.
    Reused,
}

impl RefreshState {
    /// For so long the parent of an unused tip is given the same tip again: tabs that race, an answer that got lost.
    pub const GRACE: TimeDelta = TimeDelta::seconds(60);

    pub fn starting_with(tip: IssuedRefresh) -> Self {
        Self { used: None, tip }
    }

    /// `fresh` is the successor to issue if one is due.
    pub fn present(&self, presented: RefreshHandle, fresh: IssuedRefresh, now: Timestamp) -> Presented {
        if presented == self.tip.handle {
            return Presented::Advanced(Self { used: Some(presented), tip: fresh });
        }
        if Some(presented) != self.used {
            return Presented::Reused;
        }
        if now - self.tip.issued_at <= Self::GRACE {
            return Presented::Repeated(self.tip);
        }
        Presented::Advanced(Self { used: self.used, tip: fresh })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn issued(number: u8, seconds: i64) -> IssuedRefresh {
        IssuedRefresh {
            handle: RefreshHandle([number; 16]),
            issued_at: at(seconds),
            expires_at: at(seconds) + TimeDelta::days(7),
        }
    }

    /// Token 0 is the login's; each successor takes the next number.
    struct Chain {
        state: RefreshState,
        issued: u8,
    }

    impl Chain {
        fn new() -> Self {
            Self { state: RefreshState::starting_with(issued(0, 0)), issued: 0 }
        }

        /// The number of the token in the answer; `None` for theft.
        fn present(&mut self, number: u8, seconds: i64) -> Option<u8> {
            let fresh = issued(self.issued + 1, seconds);
            match self.state.present(RefreshHandle([number; 16]), fresh, at(seconds)) {
                Presented::Advanced(state) => {
                    self.state = state;
                    self.issued += 1;
                    Some(self.issued)
                }
                Presented::Repeated(tip) => Some(tip.handle.0[0]),
                Presented::Reused => None,
            }
        }
    }

    #[test]
    fn the_table_of_the_contract() {
        // (what the case is, [(token presented, at second, token answered)])
        type Step = (u8, i64, Option<u8>);
        let cases: &[(&str, &[Step])] = &[
            ("each token once", &[(0, 0, Some(1)), (1, 100, Some(2)), (2, 200, Some(3))]),
            ("a lost answer, within the grace", &[(0, 0, Some(1)), (0, 60, Some(1)), (1, 61, Some(2))]),
            ("the same, later: a new successor", &[(0, 0, Some(1)), (0, 61, Some(2)), (2, 62, Some(3))]),
            (
                "the first token for life",
                &[(0, 0, Some(1)), (0, 1800, Some(2)), (0, 3600, Some(3)), (0, 3601, Some(3))],
            ),
            ("a superseded successor", &[(0, 0, Some(1)), (0, 61, Some(2)), (1, 62, None)]),
            ("a token whose successor was used", &[(0, 0, Some(1)), (1, 1, Some(2)), (0, 2, None)]),
            (
                "the grace counts from the successor's issue",
                &[(0, 0, Some(1)), (0, 61, Some(2)), (0, 121, Some(2))],
            ),
            (
                "a grandparent within the grace",
                &[(0, 0, Some(1)), (1, 1, Some(2)), (2, 2, Some(3)), (0, 3, None)],
            ),
        ];
        for (name, steps) in cases {
            let mut chain = Chain::new();
            for (token, seconds, expected) in *steps {
                assert_eq!(
                    chain.present(*token, *seconds),
                    *expected,
                    "{name}: token {token} at {seconds} s"
                );
            }
        }
    }

    proptest! {
        /// Against a model that remembers everything: who issued whom, and what was ever used.
        #[test]
        fn a_token_lives_until_its_successor_is_used_or_superseded(
            steps in prop::collection::vec((0u8..24, 0i64..120), 1..60)
        ) {
            let mut chain = Chain::new();
            let mut used = [false; 64];
            // The successor that each token was last given, and the second of its issue.
            let mut successor: [Option<(u8, i64)>; 64] = [None; 64];
            let mut parent = [None; 64];
            let mut now = 0;
            for (token, pause) in steps {
                now += pause;
                let token = token % (chain.issued + 1);
                let index = usize::from(token);
                let superseded = parent[index].is_some_and(|p: u8| successor[usize::from(p)].map(|s| s.0) != Some(token));
                let overtaken = successor[index].is_some_and(|(next, _)| used[usize::from(next)]);
                let answer = chain.present(token, now);
                if superseded || overtaken {
                    prop_assert_eq!(answer, None);
                    break; // The session is over.
                }
                match successor[index] {
                    Some((next, issued)) if now - issued <= 60 => prop_assert_eq!(answer, Some(next)),
                    _ => {
                        prop_assert_eq!(answer, Some(chain.issued));
                        successor[index] = Some((chain.issued, now));
                        parent[usize::from(chain.issued)] = Some(token);
                    }
                }
                used[index] = true;
            }
        }
    }
}
