//! Rate limits: classes of requests, counter keys and quotas.

mod class;
mod key;
mod limiter;
mod limits;
mod quota;

pub use class::LimitClass;
pub use key::{AddressBlock, LimitKey};
pub use limiter::{Decision, RateLimiter};
pub use limits::Limits;
pub use quota::{InvalidQuota, Quota};
