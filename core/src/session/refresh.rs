//! The refresh rule: **a token becomes invalid when its successor is first used**, not when the successor is issued.
//!
//! A client that loses a response, or never stores the newer token, can continue with its current token. The theft of a
//! token is still detected when the second party presents a token that is no longer valid (RFC 9700 §4.14.2).
//!
//! At most two tokens of a session are valid: the *tip*, which was issued last and was not used yet, and the *used*
//! token that was exchanged for it. If any other token of the session is presented, two parties have tokens of the
//! session.
//!
//! In a *rotating* session the client is known to store successors: it uses the cookie, or it has presented a
//! successor. In such a session, the first use of an access token *confirms* the tip that was issued with it, and the
//! used token becomes invalid. So a thief who presents the token that the owner has just used does not get the owner's
//! successor. For 10 s after the confirmation, presenting the invalidated token counts as a lost race, not as theft.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::session::{IssuedRefresh, RefreshHandle, RetiredRefresh};

/// How a client receives and presents its refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenTransport {
    /// In the body of requests and responses, as native clients do.
    Body,
    /// In an `HttpOnly` cookie, as browsers do.
    Cookie,
}

/// The refresh state of a session: the tokens that are still valid, and the state of the rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshState {
    /// The token whose successor is the tip; `None` until the first refresh.
    pub used: Option<RefreshHandle>,
    /// The token that was issued last.
    pub tip: IssuedRefresh,
    /// The state of the rotation. `None` while the session is not rotating.
    pub rotation: Option<Rotation>,
}

/// The additional state of a rotating session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The number of `numbered`. It increases by one with each token that the rotating session issues. The first token
    /// of a login with the cookie has the number 0.
    pub ordinal: u32,
    /// The token that `ordinal` and `confirmed_at` describe. After a refresh by a server of an earlier release, which
    /// doesn't write these columns, `numbered` differs from the tip. Then the tip has no ordinal and is not confirmed.
    pub numbered: RefreshHandle,
    /// When an access token that was issued with `numbered` was first used. `None` before that.
    pub confirmed_at: Option<Timestamp>,
    /// Tokens that were recently invalidated because their successor was confirmed, the oldest first.
    pub retired: Vec<RetiredRefresh>,
}

/// The result of presenting a token that this server issued and that has not expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// A successor was issued: store this state, and return its tip.
    Rotated(RefreshState),
    /// The successor was already issued: return it again. The state does not change.
    Reissued(IssuedRefresh),
    /// The token was invalidated at most [`RefreshState::LOST_RACE_GRACE`] ago, because its successor was
    /// confirmed: the client lost a race. The state does not change.
    Superseded,
    /// Theft: the presented token is not valid in this session. Revoke the session.
    Reused,
}

impl RefreshState {
    /// How long the used token yields the same tip again, for concurrent tabs and lost responses.
    pub const REISSUE_PERIOD: TimeDelta = TimeDelta::seconds(60);
    /// How long presenting a token whose successor was confirmed counts as a lost race. After that, presenting the
    /// token counts as theft.
    pub const LOST_RACE_GRACE: TimeDelta = TimeDelta::seconds(10);

    /// Returns the state after a login that issued `tip`.
    pub fn starting_with(tip: IssuedRefresh, transport: TokenTransport) -> Self {
        let rotation = match transport {
            TokenTransport::Body => None,
            TokenTransport::Cookie => Some(Rotation::starting_at(0, tip.handle)),
        };
        Self { used: None, tip, rotation }
    }

    /// Applies the rule to a presented token. `fresh` is issued if the token gets a new successor.
    pub fn evaluate(
        &self,
        presented: RefreshHandle,
        transport: TokenTransport,
        fresh: IssuedRefresh,
        now: Timestamp,
    ) -> RefreshOutcome {
        let is_tip = presented == self.tip.handle;
        let presents_successor = is_tip && self.used.is_some();
        let rotates = transport == TokenTransport::Cookie || presents_successor || self.rotation.is_some();
        if is_tip {
            return RefreshOutcome::Rotated(self.after_exchange(presented, fresh, rotates, now));
        }
        if let Some(retired_at) = self.retired_at(presented) {
            let lost_a_race = now - retired_at <= Self::LOST_RACE_GRACE;
            return if lost_a_race { RefreshOutcome::Superseded } else { RefreshOutcome::Reused };
        }
        if Some(presented) != self.used {
            return RefreshOutcome::Reused;
        }
        if now - self.tip.issued_at <= Self::REISSUE_PERIOD {
            return RefreshOutcome::Reissued(self.tip);
        }
        RefreshOutcome::Rotated(self.after_exchange(presented, fresh, rotates, now))
    }

    /// Returns the ordinal of the tip if confirming the tip (first use of its access token) would invalidate the used
    /// token.
    pub fn confirmable_ordinal(&self) -> Option<u32> {
        self.used?;
        self.rotation_of_tip().map(|rotation| rotation.ordinal)
    }

    /// Records the first use of an access token that was issued with the refresh token of this ordinal. Has an effect
    /// only on the tip, and only once.
    pub fn confirm(&mut self, ordinal: u32, now: Timestamp) {
        let is_due = self
            .rotation_of_tip()
            .is_some_and(|rotation| rotation.ordinal == ordinal && rotation.confirmed_at.is_none());
        if let (true, Some(rotation)) = (is_due, &mut self.rotation) {
            rotation.confirmed_at = Some(now);
        }
    }

    /// Returns the state after `used` was exchanged for `tip`.
    fn after_exchange(&self, used: RefreshHandle, tip: IssuedRefresh, rotates: bool, now: Timestamp) -> Self {
        let ordinal = self.rotation.as_ref().map_or(0, |rotation| rotation.ordinal).saturating_add(1);
        let rotation =
            Rotation { retired: self.recently_retired(now), ..Rotation::starting_at(ordinal, tip.handle) };
        Self { used: Some(used), tip, rotation: rotates.then_some(rotation) }
    }

    /// Returns the tokens that were invalidated at most [`Self::LOST_RACE_GRACE`] ago, because their successor
    /// was confirmed.
    fn recently_retired(&self, now: Timestamp) -> Vec<RetiredRefresh> {
        let earlier = self.rotation.iter().flat_map(|rotation| &rotation.retired).copied();
        let latest = self.used.zip(self.confirmed_at()).map(|(handle, at)| RetiredRefresh { handle, at });
        let mut retired: Vec<_> =
            earlier.chain(latest).filter(|token| now - token.at <= Self::LOST_RACE_GRACE).collect();
        let excess = retired.len().saturating_sub(RetiredRefresh::MAX);
        retired.drain(..excess);
        retired
    }

    fn retired_at(&self, presented: RefreshHandle) -> Option<Timestamp> {
        if Some(presented) == self.used {
            return self.confirmed_at();
        }
        let retired = &self.rotation.as_ref()?.retired;
        retired.iter().find(|token| token.handle == presented).map(|token| token.at)
    }

    fn confirmed_at(&self) -> Option<Timestamp> {
        self.rotation_of_tip()?.confirmed_at
    }

    fn rotation_of_tip(&self) -> Option<&Rotation> {
        self.rotation.as_ref().filter(|rotation| rotation.numbered == self.tip.handle)
    }
}

impl Rotation {
    fn starting_at(ordinal: u32, numbered: RefreshHandle) -> Self {
        Self { ordinal, numbered, confirmed_at: None, retired: Vec::new() }
    }
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "refresh_oracle_tests.rs"]
mod oracle;

#[cfg(test)]
#[path = "refresh_parties_tests.rs"]
mod parties;
