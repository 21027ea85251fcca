//! Checks the number of PostgreSQL connections against the limits of the server, the role and the database.

use tasklane_adopt::count_of;
use tasklane_postgres::ConnectionLimits;

use super::finding::Finding;
use crate::application::workers;
use crate::settings::{ListenNotify, Settings};

const CHECK: &str = "database-connections";

/// The connections that one server opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Needed {
    workers: usize,
    per_worker: usize,
    /// For housekeeping and probes, and for LISTEN.
    background: usize,
}

impl Needed {
    pub(super) fn of(settings: &Settings) -> Self {
        let workers = workers(settings);
        let listens = settings.redis.is_none() && settings.listen_notify == ListenNotify::On;
        Self { workers, per_worker: settings.db_pool_size / workers, background: 1 + usize::from(listens) }
    }

    fn for_requests(self) -> i64 {
        i64::try_from(self.workers * self.per_worker).unwrap_or(i64::MAX)
    }

    fn total(self) -> i64 {
        i64::try_from(self.background).unwrap_or(i64::MAX).saturating_add(self.for_requests())
    }
}

pub(super) fn evaluate(needed: Needed, limits: &ConnectionLimits) -> Finding {
    let of_server = limits.max_connections - limits.reserved;
    let usable =
        [Some(of_server), limits.role, limits.database].into_iter().flatten().min().unwrap_or(of_server);
    let total = needed.total();
    let Needed { workers, per_worker, background } = needed;
    let found = format!(
        "a server needs {total} ({workers} × {per_worker} for requests, {background} for background work) of {usable} \
         connections"
    );
    let advice = "lower DB_POOL_SIZE, or raise max_connections or the limit of the role or database";
    if total > usable {
        return Finding::problem(CHECK, found, advice);
    }
    if total > of_server - limits.others {
        let found = format!("{found}, and other programs use {} now", limits.others);
        return Finding::warning(CHECK, found, advice);
    }
    // Abandoned statements occupy their connections for up to 5 s, beside new connections.
    if total + needed.for_requests() > usable {
        let found = format!("{found}: too few while PostgreSQL or the network recovers from a failure");
        return Finding::warning(CHECK, found, advice);
    }
    let servers = count_of(usable / total, "server");
    Finding::ok(CHECK, format!("{found}, which is enough for {servers}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    const NEEDED: Needed = Needed { workers: 4, per_worker: 4, background: 2 };

    fn limits(max_connections: i64) -> ConnectionLimits {
        ConnectionLimits { max_connections, reserved: 3, role: None, database: None, others: 0 }
    }

    #[test]
    fn too_few_connections_are_a_problem() {
        assert_eq!(evaluate(NEEDED, &limits(20)).level, Level::Problem);
        let ok = evaluate(NEEDED, &limits(100));
        assert!(
            ok.level == Level::Ok
                && ok.found.contains("needs 18")
                && ok.found.contains("enough for 5 servers"),
            "{ok:?}"
        );
        for limited in [
            ConnectionLimits { role: Some(10), ..limits(100) },
            ConnectionLimits { database: Some(10), ..limits(100) },
        ] {
            assert_eq!(evaluate(NEEDED, &limited).level, Level::Problem);
        }
    }

    #[test]
    fn connections_that_suffice_only_without_failures_are_a_warning() {
        assert_eq!(evaluate(NEEDED, &limits(21)).level, Level::Warning);
        assert_eq!(evaluate(NEEDED, &limits(36)).level, Level::Warning);
        assert_eq!(evaluate(NEEDED, &limits(37)).level, Level::Ok);
        let shared = ConnectionLimits { others: 80, ..limits(100) };
        let warning = evaluate(NEEDED, &shared);
        assert!(warning.level == Level::Warning && warning.found.contains("use 80 now"), "{warning:?}");
    }
}
