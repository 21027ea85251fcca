//! What stands in the username field of a login: an e-mail address or a username, in any case.

use crate::user::{Email, Username};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LoginName {
    /// The canonical form of an address.
    Email(String),
    /// The canonical form of a username.
    Username(String),
}

impl LoginName {
    /// `None` for what can't name anyone. The login then fails like any other: nothing may tell the two apart.
    pub fn parse(raw: &str) -> Option<Self> {
        if raw.contains('@') {
            Email::known(raw).ok().map(|email| Self::Email(email.canonical()))
        } else {
            Username::known(raw).ok().map(|username| Self::Username(username.canonical()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_at_sign_tells_which() {
        assert_eq!(LoginName::parse("ADA@example.org"), Some(LoginName::Email("ada@example.org".to_owned())));
        assert_eq!(LoginName::parse(" Ada "), Some(LoginName::Username("ada".to_owned())));
        assert_eq!(LoginName::parse("a\u{200d}da"), Some(LoginName::Username("a\u{200d}da".to_owned())));
        assert_eq!(LoginName::parse("a\0da"), None);
        assert_eq!(LoginName::parse(""), None);
    }
}
