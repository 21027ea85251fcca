//! The quotas of all classes.

use crate::limit::{LimitClass, Quota};

/// `None` means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub login: Option<Quota>,
    pub register: Option<Quota>,
    pub refresh: Option<Quota>,
    pub write: Option<Quota>,
    pub read: Option<Quota>,
}

impl Limits {
    pub const OFF: Self = Self { login: None, register: None, refresh: None, write: None, read: None };

    pub fn of(&self, class: LimitClass) -> Option<Quota> {
        match class {
            LimitClass::Login => self.login,
            LimitClass::Register => self.register,
            LimitClass::Refresh => self.refresh,
            LimitClass::Write => self.write,
            LimitClass::Read => self.read,
        }
    }
}
