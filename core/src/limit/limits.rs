//! The quotas of all classes.

use crate::limit::{LimitClass, Quota};

/// The quota of each class. `None` means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Logins.
    pub login: Option<Quota>,
    /// Registrations.
    pub register: Option<Quota>,
    /// Refreshes of sessions.
    pub refresh: Option<Quota>,
    /// Invalid links from mails.
    pub link: Option<Quota>,
    /// Requests that may write.
    pub write: Option<Quota>,
    /// Requests that only read.
    pub read: Option<Quota>,
}

impl Limits {
    /// No limits.
    pub const OFF: Self =
        Self { login: None, register: None, refresh: None, link: None, write: None, read: None };

    /// Returns the limit of a class. `None` for no limit.
    pub fn quota_for(&self, class: LimitClass) -> Option<Quota> {
        match class {
            LimitClass::Login => self.login,
            LimitClass::Register => self.register,
            LimitClass::Refresh => self.refresh,
            LimitClass::Link => self.link,
            LimitClass::Write => self.write,
            LimitClass::Read => self.read,
        }
    }
}
