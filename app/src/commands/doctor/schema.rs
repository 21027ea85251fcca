//! Checks whether the schema of the database fits this program.

use super::finding::Finding;

const CHECK: &str = "migrations";

/// Evaluates the pending migrations, or the reason why this program can't use the schema.
pub(super) fn evaluate(pending: Result<Vec<String>, String>, migrates_on_start: bool) -> Finding {
    match pending {
        Ok(pending) if pending.is_empty() => Finding::ok(CHECK, "the schema is up to date"),
        Ok(pending) if migrates_on_start => Finding::warning(
            CHECK,
            format!("pending migrations: {}", pending.join(", ")),
            "make a backup: the next server start applies these migrations",
        ),
        Ok(pending) => Finding::problem(
            CHECK,
            format!(
                "pending migrations: {}; servers wait, because MIGRATE_ON_START is false",
                pending.join(", ")
            ),
            "make a backup, then run `tasklane migrate`",
        ),
        Err(reason) => Finding::problem(
            CHECK,
            reason,
            "resolve this first: this version of the server does not start on this database",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[test]
    fn pending_migrations_are_a_problem_unless_the_server_migrates() {
        let pending = || Ok(vec!["2026-11-21-000000_create_tables".to_owned()]);
        assert_eq!(evaluate(Ok(Vec::new()), false).level, Level::Ok);
        assert_eq!(evaluate(pending(), true).level, Level::Warning);
        let problem = evaluate(pending(), false);
        assert!(problem.level == Level::Problem && problem.found.contains("create_tables"), "{problem:?}");
        assert_eq!(evaluate(Err("the database is newer".to_owned()), true).level, Level::Problem);
    }
}
