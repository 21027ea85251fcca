//! The statements of a write whose changes depend on locked rows. The lock order is that of `tasks/statements.rs`.

use std::sync::LazyLock;

use crate::tasks::columns;
use crate::tasks::statements::returning_task;
use crate::tasks::stored_bytes_statements::key_bytes;

/// The advisory lock shows whether another transaction is using the key, so that this request fails immediately instead of
/// waiting. The lock is only a hint, because the nodes of a Citus cluster do not share advisory locks. The primary key of
/// the table guarantees that only one request writes.
pub(crate) const LOOK_UP_KEY: &str = "
SELECT pg_try_advisory_xact_lock(hashtextextended($2, $1)) AS is_free, stored.*
FROM (SELECT 1) AS always LEFT JOIN (
    SELECT key, fingerprint, status, body, created_at FROM idempotency_keys
    WHERE user_id = $1 AND key = $2 AND created_at > $3
) AS stored ON true";

pub(crate) const FIND_KEY: &str =
    "SELECT key FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND created_at > $3";

pub(crate) const LOCK_TASKS: &str = concat!(
    "SELECT ",
    task_columns!(),
    ", tasks.deleted_at
FROM tasks WHERE owner_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE"
);

pub(crate) const READ_BY_TITLE: &str = concat!(
    "SELECT ",
    task_columns!(),
    ", tasks.deleted_at
FROM tasks WHERE owner_id = $1 AND deleted_at IS NULL AND title = ANY ($2) AND id > $3 ORDER BY id LIMIT $4"
);

pub(crate) const READ_COUNTER: &str =
    "SELECT seq, live_tasks, stored_bytes FROM task_counters WHERE owner_id = $1";

pub(crate) const LOCK_COUNTER: &str =
    "SELECT seq, live_tasks, stored_bytes FROM task_counters WHERE owner_id = $1 FOR UPDATE";

pub(crate) const ADD_COUNTER: &str = "
INSERT INTO task_counters (owner_id, seq, live_tasks) VALUES ($1, 0, 0) ON CONFLICT (owner_id) DO NOTHING";

pub(crate) const SAVE_COUNTER: &str =
    "UPDATE task_counters SET seq = $2, live_tasks = $3, stored_bytes = $4 WHERE owner_id = $1";

/// The casts of the content are in the subquery, because Citus can't run an UPDATE whose assignments have casts of columns of
/// FROM. The parameters of the content start at `$10`.
pub(crate) static CHANGE_TASKS: LazyLock<String> = LazyLock::new(|| {
    let (content, names) = (columns::new_assignments(), columns::names());
    let (cast, values) = (columns::new_values(), columns::parameters(10));
    format!(
        "
WITH new AS MATERIALIZED (
    SELECT version, change_seq, id, updated_at, status, completed_at, search_text, deleted_at, {cast}
    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, {values}) AS new (version, change_seq, id, updated_at, status,
        completed_at, search_text, deleted_at, {names})
)
UPDATE tasks
SET version = new.version, change_seq = new.change_seq, updated_at = new.updated_at, status = new.status,
    completed_at = new.completed_at, search_text = new.search_text, deleted_at = new.deleted_at, {content}
FROM new WHERE tasks.owner_id = $1 AND tasks.id = new.id"
    )
});

/// Ids are assigned in the order of `place`. The parameters of the content start at `$9`.
pub(crate) static ADD_TASKS: LazyLock<String> = LazyLock::new(|| {
    let (names, content) = (columns::names(), columns::new_values());
    let values = columns::parameters(9);
    format!(
        "INSERT INTO tasks (owner_id, version, change_seq, created_at, updated_at, status, completed_at, search_text,
    {names})
SELECT $1, version, change_seq, created_at, updated_at, status, completed_at, search_text, {content}
FROM unnest($2, $3, $4, $5, $6, $7, $8, {values}) WITH ORDINALITY AS new (version, change_seq, created_at,
    updated_at, status, completed_at, search_text, {names}, place)
ORDER BY place
{}",
        returning_task!()
    )
});

/// Stores no key if the key is in use. The caller must then roll back, because the statement updates the counter in any
/// case. An expired key is replaced, and its bytes are subtracted from the counter. The caller holds the lock of the
/// counter, so no other transaction can change the keys of the owner.
pub(crate) const STORE_KEY: &str = concat!(
    "WITH replaced AS (
    SELECT ",
    key_bytes!(),
    " AS bytes FROM idempotency_keys WHERE user_id = $1 AND key = $2
), counted AS (
    UPDATE task_counters SET seq = $8, live_tasks = $9,
        stored_bytes = $10 - coalesce((SELECT bytes FROM replaced), 0)
    WHERE owner_id = $1
)
INSERT INTO idempotency_keys (user_id, key, fingerprint, status, body, created_at) VALUES ($1, $2, $4, $5, $6, $7)
ON CONFLICT (user_id, key) DO UPDATE
SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
    created_at = excluded.created_at
WHERE idempotency_keys.created_at <= $3"
);
