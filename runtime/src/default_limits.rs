//! The default rate limits.

use std::time::Duration;

use tasklane_core::limit::{Limits, Quota};

/// Returns the default limits. The classes write and read have no limit.
pub fn default_limits() -> Limits {
    let per_minute = |count| Quota::new(count, Duration::from_mins(1)).ok();
    Limits {
        login: per_minute(20),
        register: per_minute(10),
        refresh: per_minute(60),
        link: per_minute(60),
        ..Limits::OFF
    }
}

#[cfg(test)]
mod tests {
    use tasklane_core::limit::LimitClass;

    use super::*;

    // assures: R708
    #[test]
    fn logins_registrations_refreshes_and_links_are_limited_by_default() {
        let limits = default_limits();
        let count = |class| limits.quota_for(class).map(|quota| quota.count().get());
        assert_eq!(LimitClass::ALL.map(count), [Some(20), Some(10), Some(60), Some(60), None, None]);
    }
}
