//! The port that counts wrong passwords.

use std::fmt;

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::user::{FailureLimit, LockedOut, LoginName};

/// Whose wrong passwords are counted together. A login counts by the name as typed, whether or not an account has it:
/// only so does an unknown name behave like a known one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttemptSubject {
    /// Logins with this name from one network: a guesser there locks out nobody elsewhere.
    NameFrom(LoginName, NetworkBlock),
    /// Logins with this name from all networks that its account is not known to log in from.
    Name(LoginName),
    /// Confirmations within one session: a thief of a session does not lock out the owner in another one.
    Session(SessionId),
}

/// One count of wrong passwords.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FailureCounter {
    subject: AttemptSubject,
    /// When an operator last unlocked the account. What was counted before that is another counter, and so is void on
    /// every replica as soon as it reads the account anew.
    unlocked_at: Option<Timestamp>,
}

impl FailureCounter {
    pub fn limit(&self) -> FailureLimit {
        match self.subject {
            AttemptSubject::NameFrom(..) | AttemptSubject::Session(_) => FailureLimit::NARROW,
            AttemptSubject::Name(_) => FailureLimit::WIDE,
        }
    }
}

/// One form for each counter, and no two of the same: for stores that take text. The name, which may hold any character,
/// stands last.
impl fmt::Display for FailureCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|", self.unlocked_at.map_or(0, |at| at.timestamp_micros()))?;
        let name = match &self.subject {
            AttemptSubject::NameFrom(name, network) => {
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

/// One try of a password, and the counters that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    counters: Vec<FailureCounter>,
    counted: usize,
}

impl Attempt {
    /// From a known network only the failures of that network count: what strangers do elsewhere keeps nobody out there.
    pub fn login(
        name: &LoginName,
        network: NetworkBlock,
        is_known: bool,
        unlocked_at: Option<Timestamp>,
    ) -> Self {
        let subjects = [AttemptSubject::NameFrom(name.clone(), network), AttemptSubject::Name(name.clone())];
        let counters = subjects.map(|subject| FailureCounter { subject, unlocked_at });
        Self { counters: counters.into(), counted: if is_known { 1 } else { 2 } }
    }

    pub fn confirmation(session: SessionId, unlocked_at: Option<Timestamp>) -> Self {
        let counter = FailureCounter { subject: AttemptSubject::Session(session), unlocked_at };
        Self { counters: vec![counter], counted: 1 }
    }

    /// What a failure counts on, and what can lock the attempt out.
    pub fn counted(&self) -> &[FailureCounter] {
        self.counters.get(..self.counted).unwrap_or_default()
    }

    /// What the right password clears.
    pub fn cleared(&self) -> &[FailureCounter] {
        &self.counters
    }
}

/// Follows [`Failures`](crate::user::Failures) for each counter. MUST NOT fail, and MUST answer within 50 ms, whatever has
/// become of a store that is not in this process. MUST bound what it keeps in memory.
#[async_trait]
pub trait FailedAttempts: Send + Sync {
    /// Counts one more failure in advance on each of [`Attempt::counted`]; on none of them if one is locked. MUST decide
    /// on each of many at once as if they came one after the other.
    async fn begin(&self, attempt: &Attempt) -> Result<(), LockedOut>;

    /// The password was right: forgets what [`Attempt::cleared`] names.
    async fn succeed(&self, attempt: &Attempt);

    /// The password was not tried after all: takes back what [`begin`](Self::begin) counted.
    async fn take_back(&self, attempt: &Attempt);
}

/// Counts nothing, and locks nobody out.
#[derive(Debug, Clone, Copy)]
pub struct NoopAttempts;

#[async_trait]
impl FailedAttempts for NoopAttempts {
    async fn begin(&self, _: &Attempt) -> Result<(), LockedOut> {
        Ok(())
    }

    async fn succeed(&self, _: &Attempt) {}

    async fn take_back(&self, _: &Attempt) {}
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Uuid;

    use super::*;
    use crate::testing::examples::at;

    #[test]
    fn no_two_counters_have_the_same_text() {
        let network = |address: &str| NetworkBlock::of(address.parse().unwrap());
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
