//! The statements that count the bytes that users store, and purge deleted tasks of users over their quota.

/// The SQL equivalent of `tasklane_core::task::key_bytes`.
macro_rules! key_bytes {
    () => {
        "(512 + octet_length(key) + coalesce(octet_length(body), 0))"
    };
}

pub(crate) use key_bytes;

/// Acquires the locks in the order of `tasks/statements.rs`. For each task, `before` is the sum of the bytes of the
/// tasks that were deleted before the task.
pub(crate) const PURGE_OLDEST: &str = concat!(
    "WITH oldest AS MATERIALIZED (
    SELECT id, change_seq, deleted_at, ",
    task_bytes!(),
    " AS bytes FROM tasks
    WHERE owner_id = $1 AND deleted_at IS NOT NULL AND id <> ALL ($3) ORDER BY deleted_at, id LIMIT $4 FOR UPDATE
), summed AS (
    SELECT id, change_seq, bytes, sum(bytes) OVER (ORDER BY deleted_at, id) - bytes AS before FROM oldest
), selected AS MATERIALIZED (
    SELECT id, change_seq, bytes FROM summed WHERE before < $2
), totals AS MATERIALIZED (
    SELECT max(change_seq) AS change_seq, count(*) AS purged, coalesce(sum(bytes), 0) AS bytes FROM selected
), updated AS (
    UPDATE task_counters SET forgotten_seq = greatest(forgotten_seq, totals.change_seq),
        stored_bytes = stored_bytes - totals.bytes
    FROM totals WHERE owner_id = $1 AND totals.change_seq IS NOT NULL
    RETURNING owner_id
), deleted AS (
    DELETE FROM tasks
    WHERE owner_id = $1 AND id IN (SELECT id FROM selected) AND EXISTS (SELECT FROM updated)
)
SELECT totals.purged AS rows, totals.bytes FROM totals, updated"
);

pub(crate) const DELETED_BYTES: &str = concat!(
    "SELECT coalesce(sum(bytes), 0) AS bytes FROM (
    SELECT ",
    task_bytes!(),
    " AS bytes FROM tasks
    WHERE owner_id = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at LIMIT $2
) AS oldest"
);

pub(crate) const FIND_OVER_QUOTA: &str = "
SELECT owner_id, stored_bytes - $1 AS bytes FROM task_counters
WHERE stored_bytes > $1 AND owner_id > $2 ORDER BY owner_id LIMIT $3";

pub(crate) const FIND_DUE_FOR_RECOUNT: &str = "
SELECT owner_id FROM task_counters
WHERE bytes_counted_at < $1 ORDER BY bytes_counted_at, owner_id LIMIT $2";

/// Sums the bytes of one batch of the owner's tasks.
pub(crate) const COUNT_TASKS: &str = concat!(
    "SELECT count(*) AS rows, coalesce(sum(bytes), 0) AS bytes, coalesce(max(id), 0) AS last FROM (
    SELECT id, ",
    task_bytes!(),
    " AS bytes FROM tasks WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3
) AS part"
);

pub(crate) const COUNT_KEYS: &str = concat!(
    "SELECT count(*) AS rows, coalesce(sum(bytes), 0) AS bytes, coalesce(max(key), '') AS last FROM (
    SELECT key, ",
    key_bytes!(),
    " AS bytes FROM idempotency_keys WHERE user_id = $1 AND key > $2 ORDER BY key LIMIT $3
) AS part"
);

pub(crate) const APPLY_RECOUNT: &str = "
UPDATE task_counters SET stored_bytes = stored_bytes + $2, bytes_counted_at = $3 WHERE owner_id = $1";
