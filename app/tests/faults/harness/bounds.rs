//! How long things may take.

use std::time::Duration;

/// What is promised holds for a quiet machine of two processors and a program built for speed. Tests share the machine
/// with each other and run what was built for debugging, so they allow three times as much.
const SLACK: u32 = 3;

/// Whatever the database does: with one that stands still no request takes longer.
pub(crate) const ANSWERED: Duration = Duration::from_secs(6).saturating_mul(SLACK);
/// From the moment that the database takes connections again.
pub(crate) const BACK: Duration = Duration::from_secs(2).saturating_mul(SLACK);
/// Until a load balancer hears that the database is gone.
pub(crate) const UNREADY: Duration = Duration::from_secs(2).saturating_mul(SLACK);
/// Less than anything waits for a database, so that whoever is faster did not wait for one.
pub(crate) const ALIVE: Duration = Duration::from_millis(1500);
/// So long what breaks stays broken: longer than any wait for a connection, a lock, or an answer.
pub(crate) const OUTAGE: Duration = Duration::from_secs(7);
