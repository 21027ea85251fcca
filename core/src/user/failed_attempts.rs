//! The port that counts failed password attempts.

use std::fmt;

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::user::{FailureLimit, LockedOut, LoginName};

/// The subject whose failed attempts are counted together. A login is counted by its normalized name, whether or not
/// the account exists, so that unknown names can't be distinguished from known names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttemptSubject {
    /// Logins with this name from one network. Failures in one network do not lock out users in another network.
    NameAndNetwork(LoginName, NetworkBlock),
    /// Logins with this name from all networks that are not known for the account.
    Name(LoginName),
    /// Confirmations in one session. An attacker with a stolen session can't lock the owner out of another session.
    Session(SessionId),
}

/// A counter of failed attempts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FailureCounter {
    subject: AttemptSubject,
    /// When an operator last unlocked the account. This time is part of the counter's identity, so an unlock starts a new
    /// counter on every replica as soon as the replica reads the account again.
    unlocked_at: Option<Timestamp>,
}

impl FailureCounter {
    /// Returns the limit of failures for the subject of this counter.
    pub fn limit(&self) -> FailureLimit {
        match self.subject {
            AttemptSubject::NameAndNetwork(..) | AttemptSubject::Session(_) => FailureLimit::ONE_SOURCE,
            AttemptSubject::Name(_) => FailureLimit::ALL_SOURCES,
        }
    }
}

/// Formats the counter as a unique string, for stores with string keys. The name is last, because it may contain any character.
impl fmt::Display for FailureCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|", self.unlocked_at.map_or(0, |at| at.timestamp_micros()))?;
        let name = match &self.subject {
            AttemptSubject::NameAndNetwork(name, network) => {
                write!(f, "{network}|")?;
                name
            }
            AttemptSubject::Name(name) => {
                f.write_str("*|")?;
                name
            }
            AttemptSubject::Session(id) => return write!(f, "session|{id}"),
        };
        match name {
            LoginName::Email(name) => write!(f, "email:{name}"),
            LoginName::Username(name) => write!(f, "username:{name}"),
        }
    }
}

/// One password attempt and its counters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    counters: Vec<FailureCounter>,
    counted: usize,
}

impl Attempt {
    /// Creates a login attempt. For a known network, only the failures of that network count, so attackers in other
    /// networks can't lock out a user in a known network.
    pub fn login(
        name: &LoginName,
        network: NetworkBlock,
        is_known: bool,
        unlocked_at: Option<Timestamp>,
    ) -> Self {
        let subjects =
            [AttemptSubject::NameAndNetwork(name.clone(), network), AttemptSubject::Name(name.clone())];
        let counters = subjects.map(|subject| FailureCounter { subject, unlocked_at });
        Self { counters: counters.into(), counted: if is_known { 1 } else { 2 } }
    }

    /// Creates an attempt to confirm an action in a session. `unlocked_at` is the time of the last unlock of the user.
    pub fn confirmation(session: SessionId, unlocked_at: Option<Timestamp>) -> Self {
        let counter = FailureCounter { subject: AttemptSubject::Session(session), unlocked_at };
        Self { counters: vec![counter], counted: 1 }
    }

    /// Returns the counters that a failure increments and that can reject the attempt.
    pub fn counted(&self) -> &[FailureCounter] {
        self.counters.get(..self.counted).unwrap_or_default()
    }

    /// Returns the counters that a correct password resets.
    pub fn cleared(&self) -> &[FailureCounter] {
        &self.counters
    }
}

/// Counts failed attempts, and applies the rules of [`Failures`](crate::user::Failures) to each counter. MUST NOT fail, and
/// MUST return within 50 ms even if an external store is unavailable. MUST limit its memory use.
#[async_trait]
pub trait FailedAttempts: Send + Sync {
    /// Counts a failure in advance on each counter of [`Attempt::counted`]. Fails without counting if one of these
    /// counters is locked. MUST count concurrent attempts as if they arrived one after another.
    async fn begin(&self, attempt: &Attempt) -> Result<(), LockedOut>;

    /// Resets the counters of [`Attempt::cleared`] after a correct password.
    async fn succeed(&self, attempt: &Attempt);

    /// Undoes [`begin`](Self::begin) after the password could not be checked.
    async fn undo(&self, attempt: &Attempt);
}

/// Does not count failures, and never locks.
#[derive(Debug, Clone, Copy)]
pub struct NoopAttempts;

#[async_trait]
impl FailedAttempts for NoopAttempts {
    async fn begin(&self, _: &Attempt) -> Result<(), LockedOut> {
        Ok(())
    }

    async fn succeed(&self, _: &Attempt) {}

    async fn undo(&self, _: &Attempt) {}
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Uuid;

    use super::*;
    use crate::testing::examples::at;

    #[test]
    fn counters_have_distinct_texts() {
        let network = |address: &str| NetworkBlock::from_address(address.parse().unwrap());
        let networks = [network("192.0.2.1"), network("198.51.100.1"), network("2001:db8::1")];
        let names = ["ada", "ada@example.org", "*|username:ada", "192.0.2.0/24|username:ada"];
        let names = names.map(|name| LoginName::parse(name).unwrap());
        let mut counters = HashSet::new();
        for unlocked_at in [None, Some(at(0)), Some(at(1))] {
            for name in &names {
                for network in networks {
                    counters.extend(Attempt::login(name, network, false, unlocked_at).counters);
                }
            }
            counters.extend(Attempt::confirmation(SessionId(Uuid::nil()), unlocked_at).counters);
        }
        let texts: HashSet<String> = counters.iter().map(ToString::to_string).collect();
        assert_eq!((counters.len(), texts.len()), (3 * (4 * 3 + 4 + 1), 3 * (4 * 3 + 4 + 1)));
    }
}
