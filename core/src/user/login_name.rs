//! The name of a login: an e-mail address or a username, case-insensitive.

use crate::user::{Email, Username};

/// An e-mail address or a username that a user enters to log in. E-mail addresses sort before usernames.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoginName {
    /// An e-mail address in canonical form.
    Email(String),
    /// A username in canonical form.
    Username(String),
}

impl LoginName {
    /// Parses a name. Returns `None` for text that no user can have as a name. Such a login must fail in the same way as a
    /// login with an unknown name.
    pub fn parse(raw: &str) -> Option<Self> {
        if raw.contains('@') {
            Email::parse_existing(raw).ok().map(|email| Self::Email(email.canonical()))
        } else {
            Username::parse_existing(raw).ok().map(|username| Self::Username(username.canonical()))
        }
    }

    /// Returns the kind of the name, as stores write it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Username(_) => "username",
        }
    }

    /// Returns the name in canonical form.
    pub fn canonical(&self) -> &str {
        match self {
            Self::Email(canonical) | Self::Username(canonical) => canonical,
        }
    }
}

impl From<&Email> for LoginName {
    fn from(email: &Email) -> Self {
        Self::Email(email.canonical())
    }
}

impl From<&Username> for LoginName {
    fn from(username: &Username) -> Self {
        Self::Username(username.canonical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_sign_distinguishes_an_address_from_a_username() {
        assert_eq!(LoginName::parse("ADA@example.org"), Some(LoginName::Email("ada@example.org".to_owned())));
        assert_eq!(LoginName::parse(" Ada "), Some(LoginName::Username("ada".to_owned())));
        assert_eq!(LoginName::parse("a\u{200d}da"), Some(LoginName::Username("a\u{200d}da".to_owned())));
        assert_eq!(LoginName::parse("a\0da"), None);
        assert_eq!(LoginName::parse(""), None);
    }
}
