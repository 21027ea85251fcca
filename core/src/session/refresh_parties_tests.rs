//! Tests the refresh rule with several parties in a rotating session: the owner, a second tab, a thief, and a network
//! that loses responses.

use proptest::prelude::*;
use proptest::sample::select;

use super::TokenTransport;
use super::tests::StoredResponse::{Superseded, Theft, Token};
use super::tests::{Chain, StoredResponse};

/// Confirming tokens prevents this attack: within a minute after a refresh of the owner, the thief presents the token
/// that the owner has just used.
#[test]
fn thief_who_presents_the_owners_last_token_gets_no_token() {
    for delay in [1, 10, 11, 59] {
        let mut chain = Chain::new(TokenTransport::Cookie);
        let stolen = 0;
        assert_eq!(chain.evaluate(0, 0), Token(1));
        chain.use_access(1, 0);
        let expected = if delay <= 10 { Superseded } else { Theft };
        assert_eq!(chain.evaluate(stolen, delay), expected, "after {delay} s");
    }
}

#[test]
fn thief_who_refreshes_first_is_detected() {
    for thief_uses_access_tokens in [false, true] {
        let mut chain = Chain::new(TokenTransport::Cookie);
        assert_eq!(chain.evaluate(0, 0), Token(1));
        if thief_uses_access_tokens {
            chain.use_access(1, 1);
            assert_eq!(chain.evaluate(0, 100), Theft, "the owner's refresh must detect the theft");
        } else {
            assert_eq!(chain.evaluate(0, 100), Token(2), "the owner must be able to continue");
            chain.use_access(2, 100);
            assert_eq!(chain.evaluate(1, 101), Theft, "the thief's refresh must detect the theft");
        }
    }
}

/// A browser without Web Locks: its tabs refresh concurrently with the shared cookie.
struct Browser {
    cookie: u8,
    tabs: Vec<Tab>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Idle,
    /// A request was sent with this cookie.
    Sent(u8),
    Answered(u8),
    /// The tab has an access token that it has not used yet.
    Ready(u8),
    SignedIn,
}

impl Browser {
    fn new(tabs: usize) -> Self {
        Self { cookie: 0, tabs: vec![Tab::Idle; tabs] }
    }

    /// Performs one step of one tab. If `is_lost`, the response does not arrive, and the tab sends its request again.
    fn step(&mut self, tab: usize, is_lost: bool, chain: &mut Chain, now: i64) -> Result<(), StoredResponse> {
        self.tabs[tab] = match self.tabs[tab] {
            Tab::Idle => Tab::Sent(self.cookie),
            Tab::Sent(cookie) => match chain.evaluate(cookie, now) {
                Token(token) => Tab::Answered(token),
                // The tab rereads the cookie and sends it.
                Superseded => Tab::Idle,
                Theft => return Err(Theft),
            },
            Tab::Answered(_) if is_lost => Tab::Idle,
            Tab::Answered(token) => {
                self.cookie = token;
                Tab::Ready(token)
            }
            Tab::Ready(token) => {
                chain.use_access(token, now);
                Tab::SignedIn
            }
            Tab::SignedIn => Tab::SignedIn,
        };
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    // assures: R403
    /// Both tabs wake repeatedly with an expired access token. Their steps interleave in any order, responses get
    /// lost, and each request takes at most 10 s.
    #[test]
    fn two_tabs_without_a_lock_both_stay_signed_in(
        rounds in prop::collection::vec(
            prop::collection::vec((0usize..2, prop::bool::weighted(0.2), select(vec![0i64, 0, 1])), 0..10),
            1..6,
        )
    ) {
        let mut chain = Chain::new(TokenTransport::Cookie);
        let mut browser = Browser::new(2);
        let mut now = 0;
        for steps in rounds {
            now += 1800;
            browser.tabs.fill(Tab::Idle);
            for (tab, is_lost, pause) in steps {
                now += pause;
                prop_assert_eq!(browser.step(tab, is_lost, &mut chain, now), Ok(()));
            }
            // The tabs alternate for their remaining steps: each tab needs at most nine.
            for step in 0..20 {
                prop_assert_eq!(browser.step(step % 2, false, &mut chain, now), Ok(()));
            }
            prop_assert_eq!(&browser.tabs, &[Tab::SignedIn, Tab::SignedIn]);
        }
    }

    /// Six tabs run in any order. Each tab uses its access token immediately. The test does not cover this case: a
    /// request with the old refresh token is in flight, and a third tab presents the new refresh token before a tab
    /// uses the new access token.
    #[test]
    fn six_tabs_that_use_their_tokens_immediately_all_stay_signed_in(
        steps in prop::collection::vec(0usize..6, 0..60)
    ) {
        let mut chain = Chain::new(TokenTransport::Cookie);
        let mut browser = Browser::new(6);
        for tab in steps.into_iter().chain((0..200).map(|step| step % 6)) {
            let answered = matches!(browser.tabs[tab], Tab::Sent(_));
            prop_assert_eq!(browser.step(tab, false, &mut chain, 1800), Ok(()));
            while answered && matches!(browser.tabs[tab], Tab::Answered(_) | Tab::Ready(_)) {
                prop_assert_eq!(browser.step(tab, false, &mut chain, 1800), Ok(()));
            }
        }
        prop_assert!(browser.tabs.iter().all(|tab| *tab == Tab::SignedIn));
    }
}

/// An action of the thief between two refreshes of the owner: the delay in seconds, the token to present, and whether
/// to use the access token.
type Move = (i64, u8, bool);

/// A session whose first token a thief has copied.
struct Robbery {
    chain: Chain,
    /// The token of the owner.
    cookie: u8,
    /// The tokens of the thief, and when the thief got them.
    loot: Vec<(u8, i64)>,
    now: i64,
}

impl Robbery {
    fn new() -> Self {
        Self { chain: Chain::new(TokenTransport::Cookie), cookie: 0, loot: vec![(0, 0)], now: 0 }
    }

    /// Returns `Err` if the theft is detected.
    fn thief_moves(&mut self, (pause, which, uses_access): Move) -> Result<(), StoredResponse> {
        self.now += pause;
        let (token, _) = self.loot[usize::from(which) % self.loot.len()];
        match self.chain.evaluate(token, self.now) {
            Token(token) => {
                self.loot.push((token, self.now));
                if uses_access {
                    self.chain.use_access(token, self.now);
                }
                Ok(())
            }
            Superseded => Ok(()),
            Theft => Err(Theft),
        }
    }

    /// Retries like the web app: immediately, and again after 11 s, when a race is no longer possible.
    fn owner_refreshes(&mut self) -> Result<(), StoredResponse> {
        for pause in [0, 0, 11] {
            self.now += pause;
            match self.chain.evaluate(self.cookie, self.now) {
                Token(token) => {
                    self.cookie = token;
                    self.chain.use_access(token, self.now);
                    return Ok(());
                }
                Superseded => {}
                Theft => return Err(Theft),
            }
        }
        panic!("the owner must be signed in, or the theft must be detected");
    }

    /// Returns the result if the thief presents each token 11 s later, when a race is no longer possible.
    fn future_of_loot(&self) -> Vec<StoredResponse> {
        let probe = |(token, _): &(u8, i64)| self.chain.clone().evaluate(*token, self.now + 11);
        self.loot.iter().map(probe).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    // assures: R403
    /// After each refresh of the owner, the thief has no valid token and the thief's next attempt is detected, unless
    /// the thief presented a token within the minute before that refresh.
    #[test]
    fn thief_is_locked_out_or_detected_unless_active_within_the_minute_before_each_refresh(
        rounds in prop::collection::vec(
            prop::collection::vec((select(vec![0i64, 1, 9, 11, 59, 61, 900]), any::<u8>(), any::<bool>()), 0..5),
            1..8,
        )
    ) {
        let mut robbery = Robbery::new();
        for moves in rounds {
            for step in moves {
                if robbery.thief_moves(step).is_err() {
                    return Ok(());
                }
            }
            robbery.now += 5;
            if robbery.owner_refreshes().is_err() {
                return Ok(());
            }
            let cookie = robbery.cookie;
            let shared = robbery.loot.iter().rev().find(|(token, _)| *token == cookie);
            match shared {
                None => prop_assert!(robbery.future_of_loot().iter().all(|response| *response == Theft)),
                Some((_, at)) => prop_assert!(robbery.now - at <= 60 + 11, "{} {}", robbery.now, at),
            }
        }
    }

    /// Repeats the attack of the first test of this file, with delays of up to 69 s: the thief always acts after the
    /// owner.
    #[test]
    fn thief_who_acts_after_the_owner_is_locked_out_immediately(
        delays in prop::collection::vec(0i64..70, 1..10)
    ) {
        let mut robbery = Robbery::new();
        for delay in delays {
            robbery.now += 1800;
            prop_assert_eq!(robbery.owner_refreshes(), Ok(()));
            if robbery.thief_moves((delay, 0, true)).is_err() {
                return Ok(());
            }
            prop_assert_eq!(robbery.loot.len(), 1, "the thief must get no token");
        }
    }
}
