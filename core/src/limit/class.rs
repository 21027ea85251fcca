//! Classes of requests. Each class has its own rate limit.

/// A class of requests, with its own quota and a separate counter per key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitClass {
    /// Logins, counted by address, and confirmations with a password, counted by session.
    Login,
    /// Registrations, counted by address, and changes of a login name, counted by address and by user.
    Register,
    /// Refreshes, counted by session.
    Refresh,
    /// Invalid links from mails, counted by address. Valid links are not counted.
    Link,
    /// Requests that may write, counted by user.
    Write,
    /// Requests that only read, counted by user.
    Read,
}

impl LimitClass {
    /// Every class.
    pub const ALL: [Self; 6] =
        [Self::Login, Self::Register, Self::Refresh, Self::Link, Self::Write, Self::Read];

    /// Returns the name that metrics and responses use, such as `login`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Register => "register",
            Self::Refresh => "refresh",
            Self::Link => "link",
            Self::Write => "write",
            Self::Read => "read",
        }
    }
}
