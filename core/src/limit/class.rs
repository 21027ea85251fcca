//! What is counted together.

/// Each class has a quota of its own, and counts each of its keys by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitClass {
    /// By address, whoever it is that wants to log in; by user, who confirms with the password what only the owner may do.
    Login,
    /// By address.
    Register,
    /// By session.
    Refresh,
    /// Whatever may change something, by user.
    Write,
    /// By user.
    Read,
}

impl LimitClass {
    pub const ALL: [Self; 5] = [Self::Login, Self::Register, Self::Refresh, Self::Write, Self::Read];

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
