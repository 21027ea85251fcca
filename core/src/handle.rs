//! The text form of random handles that grant access, such as the links in mails.
//!
//! A handle contains the id of its user, the id of its record and a secret. Stores find the record by the user and the id,
//! and contain only a hash of the secret, so a copy of the database grants no access. The prefix and the checksum let
//! secret scanners recognize a handle, and detect typing errors without a query.

use std::fmt;

use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

use crate::entropy::Entropy;
use crate::ids::UserId;

const USER_DIGITS: usize = 11;
const RANDOM_DIGITS: usize = 22;
const CHECKSUM_DIGITS: usize = 6;
const BODY_DIGITS: usize = USER_DIGITS + 2 * RANDOM_DIGITS;

/// What a handle is for. Each kind has its own prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleKind {
    /// A link in a mail.
    Link,
}

impl HandleKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Link => "tll_",
        }
    }
}

/// The id of the record of a handle, unique among the records of its user. It is not a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HandleId(pub [u8; 16]);

/// The SHA-256 hash of the secret of a handle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretHash(pub [u8; 32]);

/// A handle: the user, the id of the record, and the secret.
#[derive(Clone)]
pub struct Handle {
    /// The user who owns the handle.
    pub user_id: UserId,
    /// The id of the record.
    pub id: HandleId,
    secret: std::sync::Arc<SecretBox<[u8; 16]>>,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("user_id", &self.user_id).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Handle {
    /// Returns a new random handle.
    pub fn random(user_id: UserId, entropy: &dyn Entropy) -> Self {
        Self::new(user_id, entropy.random_128(), entropy.random_128())
    }

    fn new(user_id: UserId, id: [u8; 16], secret: [u8; 16]) -> Self {
        Self { user_id, id: HandleId(id), secret: std::sync::Arc::new(SecretBox::new(Box::new(secret))) }
    }

    /// Returns the hash of the secret, which the record contains.
    pub fn secret_hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.secret.expose_secret()).into())
    }

    /// Formats the handle. The result grants access: it MUST NOT be logged or stored.
    pub fn format(&self, kind: HandleKind) -> String {
        let user = u128::from(self.user_id.get().unsigned_abs());
        let (id, secret) =
            (u128::from_be_bytes(self.id.0), u128::from_be_bytes(*self.secret.expose_secret()));
        let body = format!(
            "{}{}{}{}",
            kind.prefix(),
            digits(user, USER_DIGITS),
            digits(id, RANDOM_DIGITS),
            digits(secret, RANDOM_DIGITS)
        );
        let checksum = checksum(&body);
        body + &checksum
    }

    /// Parses a handle of this kind. Returns `None` if the form or the checksum is wrong.
    pub fn parse(kind: HandleKind, raw: &str) -> Option<Self> {
        let (body, sum) = raw.split_at_checked(kind.prefix().len() + BODY_DIGITS)?;
        if sum != checksum(body) {
            return None;
        }
        let (user, rest) = body.strip_prefix(kind.prefix())?.split_at_checked(USER_DIGITS)?;
        let (id, secret) = rest.split_at_checked(RANDOM_DIGITS)?;
        let user_id = UserId::new(i64::try_from(base62::decode(user).ok()?).ok()?)?;
        let [id, secret] = [base62::decode(id).ok()?, base62::decode(secret).ok()?].map(u128::to_be_bytes);
        Some(Self::new(user_id, id, secret))
    }
}

fn digits(number: u128, width: usize) -> String {
    format!("{:0>width$}", base62::encode(number))
}

fn checksum(text: &str) -> String {
    digits(crc32fast::hash(text.as_bytes()).into(), CHECKSUM_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn handle() -> Handle {
        Handle::new(UserId::new(7).unwrap(), [1; 16], [2; 16])
    }

    #[test]
    fn format_is_stable() {
        let text = handle().format(HandleKind::Link);
        assert_eq!(text, "tll_0000000000701tRy6czI6jAOLpZvq3hw103mtwDFyaDSKmhf9rg7Ps21SzEqf");
        assert_eq!(text.len(), 4 + BODY_DIGITS + CHECKSUM_DIGITS);
    }

    #[test]
    fn debug_output_does_not_contain_the_secret() {
        assert_eq!(
            format!("{:?}", handle()),
            format!("Handle {{ user_id: UserId(7), id: HandleId({:?}), .. }}", [1; 16])
        );
    }

    #[test]
    fn damaged_text_is_rejected() {
        let text = handle().format(HandleKind::Link);
        for (place, _) in text.char_indices() {
            let mut damaged = text.clone().into_bytes();
            damaged[place] = if damaged[place] == b'x' { b'y' } else { b'x' };
            assert!(
                Handle::parse(HandleKind::Link, std::str::from_utf8(&damaged).unwrap()).is_none(),
                "{place}"
            );
        }
        for raw in ["", "tll_", &text[1..], &text[..text.len() - 1], &format!("{text}0"), &format!("é{text}")]
        {
            assert!(Handle::parse(HandleKind::Link, raw).is_none(), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn formatted_handle_is_parsed_again(user in 1_i64..1 << 53, id: [u8; 16], secret: [u8; 16]) {
            let handle = Handle::new(UserId::new(user).unwrap(), id, secret);
            let parsed = Handle::parse(HandleKind::Link, &handle.format(HandleKind::Link)).unwrap();
            prop_assert_eq!((parsed.user_id, parsed.id), (handle.user_id, handle.id));
            prop_assert_eq!(parsed.secret_hash(), handle.secret_hash());
        }

        #[test]
        fn random_text_is_not_a_handle(raw in "tll_[0-9A-Za-z]{61}") {
            prop_assert!(Handle::parse(HandleKind::Link, &raw).is_none());
        }
    }
}
