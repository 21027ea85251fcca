//! The statements that find and purge deleted tasks and idempotency keys.

use crate::tasks::stored_bytes_statements::key_bytes;

pub(crate) const FIND_OWNERS_OF_DELETED: &str = "
SELECT DISTINCT owner_id FROM tasks
WHERE deleted_at < $1 AND owner_id > $2 ORDER BY owner_id LIMIT $3";

/// Locks the tasks first and the counter second, as in `tasks/statements.rs`.
pub(crate) const PURGE_DELETED: &str = concat!(
    "WITH expired AS MATERIALIZED (
    SELECT id, change_seq, ",
    task_bytes!(),
    " AS bytes FROM tasks WHERE owner_id = $1 AND deleted_at < $2 ORDER BY id LIMIT $3 FOR UPDATE
), totals AS MATERIALIZED (
    SELECT max(change_seq) AS change_seq, sum(bytes) AS bytes FROM expired
), updated AS (
    UPDATE task_counters SET forgotten_seq = greatest(forgotten_seq, totals.change_seq),
        stored_bytes = stored_bytes - totals.bytes
    FROM totals WHERE owner_id = $1 AND totals.change_seq IS NOT NULL
    RETURNING owner_id
)
DELETE FROM tasks
WHERE owner_id = $1 AND id IN (SELECT id FROM expired) AND EXISTS (SELECT FROM updated)"
);

pub(crate) const FIND_USERS_OF_KEYS: &str = "
SELECT DISTINCT user_id AS owner_id FROM idempotency_keys
WHERE created_at < $1 AND user_id > $2 ORDER BY owner_id LIMIT $3";

/// Locks the counter first, like a write with a key. Checks the age again under the lock, because a new request may have
/// just reused an old key.
pub(crate) const PURGE_KEYS: &str = concat!(
    "WITH counter AS MATERIALIZED (
    SELECT owner_id FROM task_counters WHERE owner_id = $1 FOR UPDATE
), deleted AS (
    DELETE FROM idempotency_keys
    WHERE user_id = $1 AND created_at < $2 AND (SELECT count(*) FROM counter) >= 0 AND key IN (
        SELECT key FROM idempotency_keys WHERE user_id = $1 AND created_at < $2 ORDER BY key LIMIT $3
    )
    RETURNING ",
    key_bytes!(),
    " AS bytes
), freed AS (
    UPDATE task_counters SET stored_bytes = stored_bytes - (SELECT coalesce(sum(bytes), 0) FROM deleted)
    WHERE owner_id = $1
)
SELECT bytes FROM deleted"
);

pub(crate) const LIST_KEYS: &str = r#"
SELECT key, fingerprint, status, body, created_at FROM idempotency_keys
WHERE user_id = $1 AND key COLLATE "C" > $2 ORDER BY key COLLATE "C" LIMIT $3"#;
