//! Checks the PostgreSQL database.

use tasklane_core::session::AccessClaims;
use tasklane_postgres::{ClockDifference, Diagnosis, DiagnosisError, MigrateError, PostgresConfig};
use tasklane_runtime::format_error_chain;

use super::connections::{self, Needed};
use super::deadline::limited;
use super::finding::Finding;
use super::{read_replica, schema};
use crate::settings::Settings;

const DATABASE: &str = "database";
const CLOCK: &str = "database-clock";
/// The oldest version on which the tests run.
const TESTED_VERSION: i64 = 15;
/// Creates the same index as the migration, without blocking writes. The migration skips the index if the role may not
/// create the extensions.
const CREATE_INDEX: &str = "CREATE INDEX CONCURRENTLY tasks_search_idx ON tasks USING gin \
    (owner_id, search_text gin_trgm_ops) WHERE deleted_at IS NULL";
/// The maximum clock difference without a warning. Synchronized clocks differ by milliseconds.
const MAX_SYNCHRONIZED_MICROSECONDS: i64 = 1_000_000;

pub(super) async fn check(settings: &Settings, config: &PostgresConfig) -> Vec<Finding> {
    let mut findings = limited(DATABASE, check_primary(settings, config)).await;
    findings.extend(limited(read_replica::CHECK, read_replica::check(config)).await);
    findings
}

async fn check_primary(settings: &Settings, config: &PostgresConfig) -> Vec<Finding> {
    let diagnosis = match tasklane_postgres::diagnose(config).await {
        Ok(diagnosis) => diagnosis,
        Err(error) => return vec![unreachable(&error)],
    };
    let is_pooled = config.is_behind_pooler();
    let mut findings = vec![version(&diagnosis)];
    findings.extend(writable(&diagnosis));
    findings.push(encoding(&diagnosis.encoding));
    findings.extend(messages(&diagnosis));
    findings.push(pooler(is_pooled, &diagnosis));
    findings.push(clock(diagnosis.clock));
    if !is_pooled && !diagnosis.is_behind_transaction_pooler {
        findings.push(connections::evaluate(Needed::of(settings), &diagnosis.connections));
    }
    findings.push(search(&diagnosis.missing_extensions, diagnosis.has_search_index));
    match tasklane_postgres::pending(config).await {
        // The check of the encoding reports this.
        Err(MigrateError::Encoding { .. }) => {}
        pending => {
            let pending = pending.map_err(|error| format_error_chain(&error));
            findings.push(schema::evaluate(pending, settings.migrate_on_start));
        }
    }
    findings
}

fn unreachable(error: &DiagnosisError) -> Finding {
    let advice = if error.is_rejected_startup_parameter() {
        "this is a pooler: set DATABASE_POOLER=transaction, or ignore_startup_parameters = options in PgBouncer"
    } else {
        "check that PostgreSQL runs, and the host, port, role, password and sslmode in DATABASE_URL"
    };
    Finding::problem(DATABASE, format_error_chain(error), advice)
}

fn version(diagnosis: &Diagnosis) -> Finding {
    let found = format!("PostgreSQL {}", diagnosis.version);
    if diagnosis.version_number / 10_000 < TESTED_VERSION {
        let found =
            format!("{found}, but the oldest version that Tasklane is tested with is {TESTED_VERSION}");
        return Finding::warning(DATABASE, found, "upgrade PostgreSQL");
    }
    Finding::ok(DATABASE, found)
}

fn writable(diagnosis: &Diagnosis) -> Option<Finding> {
    let advice = "use the address of the primary in DATABASE_URL, or promote this server";
    if diagnosis.is_standby {
        return Some(Finding::problem(DATABASE, "the server is a standby, which rejects writes", advice));
    }
    let found = "transactions are read-only by default (default_transaction_read_only)";
    diagnosis.is_read_only.then(|| Finding::problem(DATABASE, found, advice))
}

fn encoding(encoding: &str) -> Finding {
    const CHECK: &str = "database-encoding";
    if encoding == "UTF8" {
        return Finding::ok(CHECK, encoding);
    }
    Finding::problem(
        CHECK,
        format!("the database stores text as {encoding} instead of UTF8"),
        "create another database with CREATE DATABASE tasklane ENCODING 'UTF8' TEMPLATE template0",
    )
}

fn messages(diagnosis: &Diagnosis) -> Option<Finding> {
    let language = &diagnosis.message_language;
    (!diagnosis.has_english_messages).then(|| {
        Finding::warning(
            "database-messages",
            format!(
                "lc_messages is {language}, so timeouts are reported as internal errors (500 instead of 503)"
            ),
            "run ALTER ROLE … SET lc_messages = 'C' as superuser",
        )
    })
}

fn pooler(is_declared: bool, diagnosis: &Diagnosis) -> Finding {
    const CHECK: &str = "database-pooler";
    if is_declared {
        return Finding::ok(
            CHECK,
            "DATABASE_POOLER=transaction: the pooler limits the connections to PostgreSQL",
        );
    }
    if diagnosis.is_behind_transaction_pooler {
        return Finding::problem(
            CHECK,
            "two connections share one process of PostgreSQL, so the address is that of a transaction pooler",
            "set DATABASE_POOLER=transaction and MIGRATE_ON_START=false, or use the address of PostgreSQL itself",
        );
    }
    if !diagnosis.has_session_timeouts {
        return Finding::warning(
            CHECK,
            "the timeouts of the session do not apply: a pooler probably ignores the startup parameter `options`",
            "set the timeouts on the role (docs/OPERATIONS.md, PgBouncer)",
        );
    }
    Finding::ok(CHECK, "no transaction pooler")
}

/// A replica writes times from its own clock. If two replicas differ by more than `CLOCK_SKEW`, one of them rejects new
/// access tokens of the other. All replicas use one database, so each is compared with the clock of the database.
fn clock(difference: ClockDifference) -> Finding {
    let ClockDifference { microseconds, tolerance_microseconds } = difference;
    let at_least = microseconds.abs().saturating_sub(tolerance_microseconds).max(0);
    let side = if microseconds > 0 { "ahead of" } else { "behind" };
    let found =
        format!("the database's clock is {} ms {side} this machine's clock", microseconds.abs() / 1000);
    let advice = "synchronize both clocks (NTP)";
    let max = AccessClaims::CLOCK_SKEW.num_microseconds().unwrap_or(i64::MAX);
    if at_least > max {
        let found = format!(
            "{found}: replicas whose clocks differ by more than 5 s reject each other's access tokens"
        );
        return Finding::problem(CLOCK, found, advice);
    }
    if at_least > MAX_SYNCHRONIZED_MICROSECONDS {
        Finding::warning(CLOCK, found, advice)
    } else {
        Finding::ok(CLOCK, found)
    }
}

fn search(missing: &[&str], has_index: bool) -> Finding {
    const CHECK: &str = "database-search";
    if has_index && missing.is_empty() {
        return Finding::ok(CHECK, "pg_trgm, btree_gin and the search index are available");
    }
    let mut steps: Vec<String> = missing.iter().map(|name| format!("CREATE EXTENSION {name}")).collect();
    if !has_index {
        steps.push(CREATE_INDEX.to_owned());
    }
    let lacking =
        if missing.is_empty() { "index tasks_search_idx".to_owned() } else { missing.join(" and ") };
    let found = format!("a search reads all tasks of the user, because {lacking} is missing");
    Finding::warning(CHECK, found, format!("run as superuser, in this database: {}", steps.join("; ")))
}

#[cfg(test)]
#[path = "postgres_tests.rs"]
mod tests;
