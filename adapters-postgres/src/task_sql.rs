//! The statements that write a task together with its owner's counter.
//!
//! Who changes a task locks its row first and the counter second, always in this order, so that no two of them wait for
//! each other. The lock sees the newest version of the row, whatever the statement's snapshot holds (READ COMMITTED
//! checks the conditions again), and the counter moves only when it found one: a lost race uses up no number. Who adds a
//! task locks the counter and then, by the foreign keys, the user. So whoever deletes a user should lock the tasks, the
//! counter and the user in this order, or meet these statements in deadlocks, which are retried but slow.

use std::sync::LazyLock;

use crate::task_columns;

macro_rules! returning_task {
    () => {
        concat!("RETURNING ", task_columns!())
    };
}

pub(crate) use returning_task;

pub(crate) const FIND: &str = concat!(
    "SELECT ",
    task_columns!(),
    "
FROM tasks WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL"
);

/// No row: one of the quotas is used up. The counter's conflict is what makes many at once wait for each other.
///
/// The content begins at `$10`.
pub(crate) static CREATE: LazyLock<String> = LazyLock::new(|| {
    let (names, values) = (task_columns::names(), task_columns::parameters(10));
    format!(
        "WITH bumped AS (
    INSERT INTO task_counters (owner_id, seq, live_tasks, stored_bytes) SELECT $1, 1, 1, $8 WHERE $2 > 0 AND $8 <= $9
    ON CONFLICT (owner_id) DO UPDATE
    SET seq = task_counters.seq + 1, live_tasks = task_counters.live_tasks + 1,
        stored_bytes = task_counters.stored_bytes + $8
    WHERE task_counters.live_tasks < $2 AND task_counters.stored_bytes + $8 <= $9
    RETURNING seq
)
INSERT INTO tasks (owner_id, status, completed_at, version, change_seq, created_at, updated_at, search_text, {names})
SELECT $1, $3, $4, $5, bumped.seq, $6, $6, $7, {values} FROM bumped
{}",
        returning_task!()
    )
});

/// No row: there is no such task at that version, or no room for what it grows by.
///
/// The content begins at `$11`.
pub(crate) static SAVE: LazyLock<String> = LazyLock::new(|| {
    let content = task_columns::assignments(11);
    format!(
        "WITH locked AS (
    SELECT id FROM tasks WHERE owner_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL FOR UPDATE
), bumped AS (
    UPDATE task_counters SET seq = seq + 1, stored_bytes = stored_bytes + $9
    WHERE owner_id = $1 AND ($9 <= 0 OR stored_bytes + $9 <= $10) AND EXISTS (SELECT FROM locked) RETURNING seq
)
UPDATE tasks
SET status = $4, completed_at = $5, version = $6, change_seq = bumped.seq, updated_at = $7, search_text = $8, {content}
FROM bumped WHERE tasks.owner_id = $1 AND tasks.id = $2
{}",
        returning_task!()
    )
});

pub(crate) const DELETE: &str = "WITH locked AS (
    SELECT id FROM tasks
    WHERE owner_id = $1 AND id = $2 AND ($3 IS NULL OR version = $3) AND deleted_at IS NULL
    FOR UPDATE
), bumped AS (
    UPDATE task_counters SET seq = seq + 1, live_tasks = live_tasks - 1
    WHERE owner_id = $1 AND EXISTS (SELECT FROM locked) RETURNING seq
)
UPDATE tasks
SET deleted_at = $4, version = tasks.version + 1, change_seq = bumped.seq, updated_at = $4
FROM bumped WHERE tasks.owner_id = $1 AND tasks.id = $2";
