//! Identifiers. Numeric ids are below 2^53, so that every JSON client parses them exactly (RFC 8259 §6).

use std::fmt;

use uuid::Uuid;

use crate::entropy::Entropy;

const MAX: i64 = (1 << 53) - 1;

macro_rules! numeric_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Returns the id. `None` if the value is not from 1 to 2^53 - 1.
            pub fn new(value: i64) -> Option<Self> {
                (1..=MAX).contains(&value).then_some(Self(value))
            }

            /// Returns the number.
            pub fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

numeric_id!(
    /// The id of a user, which is the `sub` claim of access tokens. Ids are never reused.
    UserId
);
numeric_id!(
    /// The id of a task. Ids are never reused, even after a deletion.
    TaskId
);

/// The id of a session. It is not a secret: the list of sessions shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub Uuid);

impl SessionId {
    /// Returns a random id (UUID version 4).
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(uuid::Builder::from_random_bytes(entropy.random_128()).into_uuid())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_positive_and_exact_in_json() {
        assert_eq!(TaskId::new(1).map(TaskId::get), Some(1));
        assert_eq!(TaskId::new(MAX).map(TaskId::get), Some(9_007_199_254_740_991));
        for outside in [0, -1, i64::MIN, MAX + 1, i64::MAX] {
            assert_eq!(TaskId::new(outside), None, "{outside}");
        }
    }
}
