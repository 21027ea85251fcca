//! Limits on how often something may be asked: what is counted, by which key, and how much of it is allowed.

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
