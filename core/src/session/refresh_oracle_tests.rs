//! Tests the refresh rule against a model with the complete history.

use proptest::prelude::*;

use super::TokenTransport;
use super::tests::Chain;
use super::tests::StoredResponse::{self, Superseded, Theft, Token};

/// Records the parent, the successor, the use and the confirmation of each token.
#[derive(Default)]
struct Oracle {
    tokens: Vec<Record>,
}

#[derive(Clone, Copy, Default)]
struct Record {
    parent: Option<usize>,
    /// The latest successor of this token, and when it was issued.
    successor: Option<(usize, i64)>,
    is_used: bool,
    confirmed_at: Option<i64>,
}

impl Oracle {
    /// Returns the expected result. `None` stands for a new token.
    fn expect(&self, token: usize, now: i64) -> Option<StoredResponse> {
        let record = self.tokens[token];
        let is_replaced = record
            .parent
            .is_some_and(|parent| self.tokens[parent].successor.is_some_and(|(next, _)| next != token));
        if is_replaced {
            return Some(Theft);
        }
        let (next, issued_at) = record.successor?;
        match self.tokens[next] {
            Record { confirmed_at: Some(at), .. } if now - at <= 10 => Some(Superseded),
            Record { confirmed_at: None, is_used: false, .. } if now - issued_at <= 60 => {
                Some(Token(u8::try_from(next).unwrap()))
            }
            Record { confirmed_at: None, is_used: false, .. } => None,
            Record { .. } => Some(Theft),
        }
    }

    fn advance(&mut self, token: usize, now: i64) {
        let next = self.tokens.len();
        self.tokens[token].successor = Some((next, now));
        self.tokens[token].is_used = true;
        self.tokens.push(Record { parent: Some(token), ..Record::default() });
    }

    /// Only the latest, unused token can be confirmed.
    fn confirm(&mut self, token: usize, now: i64) {
        let is_tip = token + 1 == self.tokens.len() && self.tokens[token].parent.is_some();
        let record = &mut self.tokens[token];
        if is_tip && record.confirmed_at.is_none() {
            record.confirmed_at = Some(now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    // assures: R403
    /// Each step presents one of the last six refresh tokens, or uses an access token that was issued with it.
    #[test]
    fn rotating_session_agrees_with_the_model(
        steps in prop::collection::vec((0u8..6, any::<bool>(), prop::sample::select(vec![0i64, 1, 5, 9, 20, 61])), 1..60)
    ) {
        let mut chain = Chain::new(TokenTransport::Cookie);
        let mut oracle = Oracle { tokens: vec![Record::default()] };
        let mut now = 0;
        for (back, presents, pause) in steps {
            now += pause;
            let token = chain.issued.saturating_sub(back);
            if !presents {
                chain.use_access(token, now);
                oracle.confirm(usize::from(token), now);
                continue;
            }
            let expected = oracle.expect(usize::from(token), now);
            let response = chain.evaluate(token, now);
            prop_assert_eq!(response, expected.unwrap_or(Token(chain.issued)), "token {} at {}", token, now);
            if expected.is_none() {
                oracle.advance(usize::from(token), now);
            }
            if response == Theft {
                break; // The session is over.
            }
        }
    }

    /// No access token is used, so no refresh token is confirmed.
    #[test]
    fn session_without_confirmation_agrees_with_the_model(
        steps in prop::collection::vec((0u8..24, 0i64..120), 1..60)
    ) {
        let mut chain = Chain::new(TokenTransport::Body);
        let mut oracle = Oracle { tokens: vec![Record::default()] };
        let mut now = 0;
        for (token, pause) in steps {
            now += pause;
            let token = token % (chain.issued + 1);
            let expected = oracle.expect(usize::from(token), now);
            let response = chain.evaluate(token, now);
            prop_assert_eq!(response, expected.unwrap_or(Token(chain.issued)));
            if expected.is_none() {
                oracle.advance(usize::from(token), now);
            }
            if response == Theft {
                break;
            }
        }
    }
}
