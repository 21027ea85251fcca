//! Which classes are limited, and how.

use std::time::Duration;

use crate::limit::{LimitClass, Quota};

/// `None` is no limit.
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

/// What guesses passwords or takes processor time is limited, what people do who have signed in is not.
impl Default for Limits {
    fn default() -> Self {
        let per_minute = |count| Quota::new(count, Duration::from_mins(1)).ok();
        Self { login: per_minute(20), register: per_minute(10), refresh: per_minute(60), ..Self::OFF }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_default_signing_in_is_limited_and_working_is_not() {
        let limits = Limits::default();
        let count = |class| limits.of(class).map(|quota| quota.count().get());
        assert_eq!(LimitClass::ALL.map(count), [Some(20), Some(10), Some(60), None, None]);
    }
}
