//! Classes of requests that are limited together.

/// Each class has its own quota, and a separate counter per key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitClass {
    /// Logins, by address; confirmations by password, by user.
    Login,
    /// Registrations, by address.
    Register,
    /// Refreshes, by session.
    Refresh,
    /// Requests that may write, by user.
    Write,
    /// Requests that only read, by user.
    Read,
}

impl LimitClass {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Login, Self::Register, Self::Refresh, Self::Write, Self::Read];

    /// Returns the name that metrics and responses use, such as `login`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Register => "register",
            Self::Refresh => "refresh",
            Self::Write => "write",
            Self::Read => "read",
        }
    }
}
