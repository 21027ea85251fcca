//! The statements that write a task together with its owner's counter.
//!
//! Lock order: statements that change a task lock its row first and the counter second, so that they can't deadlock. The lock
//! finds the newest version of the row, regardless of the snapshot of the statement, because READ COMMITTED checks the
//! conditions again. The counter is incremented only if a row was found, so a lost race consumes no sequence number. Statements
//! that add a task lock the counter and then, through the foreign keys, the user. A deletion of a user must therefore lock the
//! tasks, the counter and the user, in this order. Otherwise it could deadlock with these statements. A deadlock is retried,
//! but costs time.

use std::sync::LazyLock;

use crate::tasks::columns;

macro_rules! returning_task {
    () => {
        concat!("RETURNING ", task_columns!())
    };
}

pub(crate) use returning_task;

/// Returns the SQL condition for `StorageQuota::check`. `growth` contains the tasks and the bytes that the write adds.
fn within_quota(live_tasks: &str, stored_bytes: &str, growth: [&str; 2], quota: [&str; 2]) -> String {
    let ([tasks, bytes], [max_tasks, max_bytes]) = (growth, quota);
    format!(
        "({tasks} <= 0 OR {live_tasks} + {tasks} <= {max_tasks}) \
         AND ({tasks} <= 0 AND {bytes} <= 0 OR {stored_bytes} + {bytes} <= {max_bytes})"
    )
}

pub(crate) const FIND: &str = concat!(
    "SELECT ",
    task_columns!(),
    "
FROM tasks WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL"
);

/// Returns no row if the quota is exhausted. The conflict on the counter serializes concurrent writes of one owner.
///
/// The parameters of the content start at `$10`.
pub(crate) static CREATE: LazyLock<String> = LazyLock::new(|| {
    let (names, values) = (columns::names(), columns::parameters(10));
    let (growth, quota) = (["1", "$8"], ["$2", "$9"]);
    let first = within_quota("0", "0", growth, quota);
    let next = within_quota("task_counters.live_tasks", "task_counters.stored_bytes", growth, quota);
    format!(
        "WITH bumped AS (
    INSERT INTO task_counters (owner_id, seq, live_tasks, stored_bytes) SELECT $1, 1, 1, $8 WHERE {first}
    ON CONFLICT (owner_id) DO UPDATE
    SET seq = task_counters.seq + 1, live_tasks = task_counters.live_tasks + 1,
        stored_bytes = task_counters.stored_bytes + $8
    WHERE {next}
    RETURNING seq
)
INSERT INTO tasks (owner_id, status, completed_at, version, change_seq, created_at, updated_at, search_text, {names})
SELECT $1, $3, $4, $5, bumped.seq, $6, $6, $7, {values} FROM bumped
{}",
        returning_task!()
    )
});

/// Returns no row if the task does not exist at the expected version, or if the change exceeds the quota.
///
/// The parameters of the content start at `$11`.
pub(crate) static SAVE: LazyLock<String> = LazyLock::new(|| {
    let content = columns::assignments(11);
    let within_quota = within_quota("live_tasks", "stored_bytes", ["0", "$9"], ["0", "$10"]);
    format!(
        "WITH locked AS (
    SELECT id FROM tasks WHERE owner_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL FOR UPDATE
), bumped AS (
    UPDATE task_counters SET seq = seq + 1, stored_bytes = stored_bytes + $9
    WHERE owner_id = $1 AND {within_quota} AND EXISTS (SELECT FROM locked) RETURNING seq
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
