//! Time limits of the fault tests.

use std::time::Duration;

/// The documented limits apply to an optimized build on an idle machine with two processors. Tests run debug builds on
/// a shared machine, so they allow three times these limits.
const SLACK: u32 = 3;

/// The maximum duration of a request, even while the database hangs.
pub(crate) const MAX_RESPONSE_TIME: Duration = Duration::from_secs(6).saturating_mul(SLACK);
/// The maximum time until recovery after the database accepts connections again.
pub(crate) const MAX_RECOVERY_TIME: Duration = Duration::from_secs(2).saturating_mul(SLACK);
/// The maximum time until the readiness probe fails after the database becomes unavailable.
pub(crate) const MAX_DETECTION_TIME: Duration = Duration::from_secs(2).saturating_mul(SLACK);
/// The maximum duration of a request that does not need the database. It is less than the 2 s for which a request waits
/// for a connection or a lock.
pub(crate) const MAX_LIVENESS_TIME: Duration = Duration::from_millis(1500);
/// The duration of an outage: longer than the usual deadline of a database call, 5.5 s.
pub(crate) const OUTAGE: Duration = Duration::from_secs(7);
