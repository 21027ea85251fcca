//! The functions that statements may call, and the exceptions from the rules.

/// The permitted functions: their result is the same on every node and at any time, or they aggregate rows.
pub(crate) const FUNCTIONS: [&str; 13] = [
    "array_agg",
    "array_to_string",
    "coalesce",
    "count",
    "current_setting",
    "greatest",
    "lower",
    "max",
    "min",
    "octet_length",
    "split_part",
    "sum",
    "unnest",
];

/// The exceptions: the rule, a part of the statement, and the reason why the exception is acceptable.
///
/// A statement without a condition on the owner queries every shard of a Citus cluster, and fails while a node is down. Each of
/// these statements runs on a timer: every replica loads the revoked sessions several times a second, and one replica runs
/// the statements of the cleanup.
pub(crate) const EXCEPTIONS: [(&str, &str, &str); 13] = [
    (
        "no condition on the owner",
        "SELECT DISTINCT owner_id FROM tasks",
        "selects the owners with deleted tasks; a separate statement purges the tasks of each owner",
    ),
    (
        "no condition on the owner",
        "SELECT DISTINCT user_id AS owner_id FROM idempotency_keys",
        "selects the users with old idempotency keys; a separate statement purges the keys of each user",
    ),
    (
        "no condition on the owner",
        "SELECT DISTINCT user_id AS owner_id FROM known_networks",
        "selects the users with old networks; a separate statement purges the networks of each user",
    ),
    (
        "no condition on the owner",
        "SELECT owner_id, stored_bytes - $1 AS bytes FROM task_counters",
        "selects the owners over their quota; a separate statement purges the tasks of each owner",
    ),
    (
        "no condition on the owner",
        "FROM task_counters\nWHERE bytes_counted_at < $1",
        "selects the users that are due for a recount; separate statements count the bytes of each user",
    ),
    (
        "no condition on the owner",
        "FROM sessions WHERE (user_id, id) > ($1, $2)",
        "the purge of sessions and the revocation of all sessions scan the table in the order of its key; this statement only reads",
    ),
    (
        "no condition on the owner",
        r#""sessions"."revoked_at" >= $1"#,
        "every replica loads the recently revoked sessions; this statement only reads",
    ),
    (
        "no condition on the owner",
        "SELECT kind, canonical FROM login_names WHERE released_until <= $1",
        "selects the login names whose reservation has ended; a separate statement purges each name",
    ),
    (
        "no condition on the owner",
        "SELECT user_id, id FROM one_time_links WHERE expires_at < $1",
        "selects the expired links; a separate statement purges each link",
    ),
    (
        "a lock on a table of every node",
        "WITH account AS MATERIALIZED",
        "a login must not run during a change of its user; on Citus, logins therefore need the first node",
    ),
    (
        "a lock on a table of every node",
        "SELECT email_canonical, username_canonical",
        "the transaction then updates or deletes the locked row, which locks the row on every node anyway",
    ),
    (
        "a function that may be nondeterministic",
        "pg_try_advisory_xact_lock",
        "only a hint to avoid a wait; the primary key prevents a second write",
    ),
    (
        "an advisory lock",
        "pg_try_advisory_xact_lock",
        "only a hint to avoid a wait; the primary key prevents a second write",
    ),
];
