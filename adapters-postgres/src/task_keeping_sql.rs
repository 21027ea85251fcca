//! The statements that find and remove what is kept beside the live tasks.

pub(crate) const FIND_OWNERS_OF_DELETED: &str = "
SELECT DISTINCT owner_id FROM tasks
WHERE deleted_at < $1 AND owner_id > $2 ORDER BY owner_id LIMIT $3";

/// The tasks are locked first and the counter second, as in `task_sql.rs`.
pub(crate) const PURGE_DELETED: &str = "
WITH doomed AS MATERIALIZED (
    SELECT id, change_seq FROM tasks WHERE owner_id = $1 AND deleted_at < $2 ORDER BY id LIMIT $3 FOR UPDATE
), forgotten AS MATERIALIZED (
    SELECT max(change_seq) AS change_seq FROM doomed
), raised AS (
    UPDATE task_counters SET forgotten_seq = greatest(forgotten_seq, forgotten.change_seq)
    FROM forgotten WHERE owner_id = $1 AND forgotten.change_seq IS NOT NULL
    RETURNING owner_id
)
DELETE FROM tasks
WHERE owner_id = $1 AND id IN (SELECT id FROM doomed) AND EXISTS (SELECT FROM raised)";

pub(crate) const FIND_USERS_OF_KEYS: &str = "
SELECT DISTINCT user_id AS owner_id FROM idempotency_keys
WHERE created_at < $1 AND user_id > $2 ORDER BY owner_id LIMIT $3";

/// Judged again under the lock: an old key may just have been taken for a new request.
pub(crate) const PURGE_KEYS: &str = "
DELETE FROM idempotency_keys
WHERE user_id = $1 AND created_at < $2 AND key IN (
    SELECT key FROM idempotency_keys WHERE user_id = $1 AND created_at < $2 ORDER BY key LIMIT $3
)";

pub(crate) const LIST_KEYS: &str = r#"
SELECT key, fingerprint, status, body, created_at FROM idempotency_keys
WHERE user_id = $1 AND key COLLATE "C" > $2 ORDER BY key COLLATE "C" LIMIT $3"#;
