use super::*;
use chrono::DateTime;

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

/// The result of presenting a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoredResponse {
    /// The token with this number was issued.
    Token(u8),
    Superseded,
    Theft,
}
use StoredResponse::{Superseded, Theft, Token};

/// A session with numbered tokens: token 0 is from the login, and each successor has the next number.
#[derive(Clone)]
pub(super) struct Chain {
    pub(super) transport: TokenTransport,
    pub(super) state: RefreshState,
    pub(super) issued: u8,
    /// For each refresh token, the ordinal in the access token that was issued with the refresh token.
    ordinals: Vec<Option<u32>>,
}

impl Chain {
    pub(super) fn new(transport: TokenTransport) -> Self {
        let state = RefreshState::starting_with(issued(0, 0), transport);
        Self { transport, state, issued: 0, ordinals: vec![None] }
    }

    pub(super) fn evaluate(&mut self, number: u8, seconds: i64) -> StoredResponse {
        let fresh = issued(self.issued + 1, seconds);
        match self.state.evaluate(RefreshHandle([number; 16]), self.transport, fresh, at(seconds)) {
            RefreshOutcome::Rotated(state) => {
                self.state = state;
                self.issued += 1;
                self.ordinals.push(self.state.confirmable_ordinal());
                Token(self.issued)
            }
            RefreshOutcome::Reissued(tip) => Token(tip.handle.0[0]),
            RefreshOutcome::Superseded => Superseded,
            RefreshOutcome::Reused => Theft,
        }
    }

    /// Uses an access token that was issued with this refresh token.
    pub(super) fn use_access(&mut self, number: u8, seconds: i64) {
        if let Some(ordinal) = self.ordinals[usize::from(number)] {
            self.state.confirm(ordinal, at(seconds));
        }
    }
}

enum Step {
    Present(u8, i64, StoredResponse),
    Use(u8, i64),
}
use Step::{Present, Use};

fn check(transport: TokenTransport, cases: &[(&str, &[Step])]) {
    for (name, steps) in cases {
        let mut chain = Chain::new(transport);
        for step in *steps {
            match step {
                Present(token, seconds, expected) => assert_eq!(
                    chain.evaluate(*token, *seconds),
                    *expected,
                    "{transport:?}, {name}: token {token} at {seconds} s"
                ),
                Use(token, seconds) => chain.use_access(*token, *seconds),
            }
        }
    }
}

/// These cases hold in every session, because no access token is used.
#[test]
fn contract_holds_without_confirmation() {
    let cases: &[(&str, &[Step])] = &[
        (
            "each token is presented once",
            &[Present(0, 0, Token(1)), Present(1, 100, Token(2)), Present(2, 200, Token(3))],
        ),
        (
            "a lost response, within the reissue period",
            &[Present(0, 0, Token(1)), Present(0, 60, Token(1)), Present(1, 61, Token(2))],
        ),
        (
            "a lost response, after the reissue period: a new successor",
            &[Present(0, 0, Token(1)), Present(0, 61, Token(2)), Present(2, 62, Token(3))],
        ),
        (
            "the client always presents the first token",
            &[
                Present(0, 0, Token(1)),
                Present(0, 1800, Token(2)),
                Present(0, 3600, Token(3)),
                Present(0, 3601, Token(3)),
            ],
        ),
        (
            "an unused successor that was replaced",
            &[Present(0, 0, Token(1)), Present(0, 61, Token(2)), Present(1, 62, Theft)],
        ),
        (
            "a token whose successor was used",
            &[Present(0, 0, Token(1)), Present(1, 1, Token(2)), Present(0, 2, Theft)],
        ),
        (
            "the reissue period starts at the issue of the successor",
            &[Present(0, 0, Token(1)), Present(0, 61, Token(2)), Present(0, 121, Token(2))],
        ),
        (
            "an old token within the reissue period of a later token",
            &[
                Present(0, 0, Token(1)),
                Present(1, 1, Token(2)),
                Present(2, 2, Token(3)),
                Present(0, 3, Theft),
            ],
        ),
        ("a token that was never issued", &[Present(77, 0, Theft)]),
    ];
    check(TokenTransport::Body, cases);
    check(TokenTransport::Cookie, cases);
}

// assures: R403
#[test]
fn contract_holds_in_a_rotating_session() {
    let cases: &[(&str, &[Step])] = &[
        (
            "within 10 s of the confirmation, presenting the parent of the confirmed token is a lost race",
            &[Present(0, 0, Token(1)), Use(1, 5), Present(0, 5, Superseded), Present(0, 15, Superseded)],
        ),
        (
            "more than 10 s after the confirmation, presenting the parent is theft",
            &[Present(0, 0, Token(1)), Use(1, 5), Present(0, 16, Theft)],
        ),
        (
            "the parent of a confirmed token never yields a token",
            &[Present(0, 0, Token(1)), Use(1, 100), Present(0, 101, Superseded), Present(1, 102, Token(2))],
        ),
        (
            "a race does not end the session",
            &[Present(0, 0, Token(1)), Use(1, 1), Present(0, 2, Superseded), Present(1, 3, Token(2))],
        ),
        (
            "only the first use of an access token confirms the token",
            &[Present(0, 0, Token(1)), Use(1, 5), Use(1, 14), Present(0, 16, Theft)],
        ),
        (
            "an access token of an unused successor that was replaced does not confirm a token",
            &[Present(0, 0, Token(1)), Present(0, 61, Token(2)), Use(1, 62), Present(0, 63, Token(2))],
        ),
        (
            "an access token of the parent does not confirm a token",
            &[Present(0, 0, Token(1)), Present(1, 100, Token(2)), Use(1, 101), Present(1, 102, Token(2))],
        ),
        (
            "a lost, unused token is issued again, and later replaced",
            &[Present(0, 0, Token(1)), Present(0, 59, Token(1)), Present(0, 61, Token(2)), Use(2, 62)],
        ),
        (
            "a third tab refreshes after the second tab has rotated again",
            &[
                Present(0, 0, Token(1)),
                Use(1, 1),
                Present(0, 2, Superseded),
                Present(1, 3, Token(2)),
                Use(2, 3),
                Present(0, 4, Superseded),
                Present(1, 4, Superseded),
                Present(2, 5, Token(3)),
                Present(0, 11, Superseded),
                Present(0, 12, Theft),
            ],
        ),
        (
            "a token whose successor was presented but not confirmed",
            &[Present(0, 0, Token(1)), Present(1, 1, Token(2)), Use(1, 2), Present(0, 3, Theft)],
        ),
    ];
    check(TokenTransport::Cookie, cases);
}

#[test]
fn client_that_always_presents_its_first_token_never_confirms_a_token() {
    let mut chain = Chain::new(TokenTransport::Body);
    for round in 1..20 {
        assert_eq!(chain.evaluate(0, i64::from(round) * 100), Token(round));
        assert_eq!((chain.ordinals.last(), &chain.state.rotation), (Some(&None), &None));
    }
}

#[test]
fn session_rotates_once_its_client_presents_a_successor() {
    let mut chain = Chain::new(TokenTransport::Body);
    chain.evaluate(0, 0);
    chain.use_access(1, 1);
    assert_eq!(
        chain.evaluate(0, 2),
        Token(1),
        "an access token must not confirm a successor before the session rotates"
    );
    assert_eq!(chain.evaluate(1, 3), Token(2));
    chain.use_access(2, 4);
    assert_eq!(chain.evaluate(1, 5), Superseded);
    assert_eq!(chain.evaluate(2, 6), Token(3));
    chain.transport = TokenTransport::Body;
    chain.use_access(3, 7);
    assert_eq!(chain.evaluate(2, 18), Theft);
}

#[test]
fn cookie_makes_a_session_of_an_earlier_release_rotate() {
    let mut chain = Chain::new(TokenTransport::Body);
    chain.transport = TokenTransport::Cookie;
    chain.evaluate(0, 0);
    chain.use_access(1, 1);
    assert_eq!(chain.evaluate(0, 2), Superseded);
}

/// A server of an earlier release writes `used` and `tip` and leaves the other columns as they are.
#[test]
fn refresh_by_an_earlier_release_leaves_no_stale_confirmation() {
    let mut chain = Chain::new(TokenTransport::Cookie);
    chain.evaluate(0, 0);
    chain.use_access(1, 1);
    chain.state.used = Some(RefreshHandle([1; 16]));
    chain.state.tip = issued(2, 100);
    (chain.issued, chain.ordinals) = (2, vec![None, Some(1), None]);
    assert_eq!(chain.state.confirmable_ordinal(), None);
    chain.use_access(1, 101);
    assert_eq!(
        chain.evaluate(1, 102),
        Token(2),
        "a repeated refresh must return the same successor after a lost response"
    );
    assert_eq!(chain.evaluate(2, 103), Token(3));
    chain.use_access(3, 104);
    assert_eq!(chain.evaluate(2, 105), Superseded);
}

#[test]
fn retired_tokens_are_bounded() {
    let mut chain = Chain::new(TokenTransport::Cookie);
    for number in 0..40 {
        assert_eq!(chain.evaluate(number, 0), Token(number + 1));
        chain.use_access(number + 1, 0);
        assert!(chain.state.rotation.as_ref().unwrap().retired.len() <= RetiredRefresh::MAX);
    }
    assert_eq!(chain.evaluate(38, 1), Superseded);
    assert_eq!(chain.evaluate(40, 11), Token(41));
    assert_eq!(chain.state.rotation.unwrap().retired, []);
}
