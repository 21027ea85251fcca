//! The statements that write a task together with its owner's counter.
//!
//! Who changes a task locks its row first and the counter second, always in this order, so that no two of them wait for
//! each other. The lock sees the newest version of the row, whatever the statement's snapshot holds (READ COMMITTED
//! checks the conditions again), and the counter moves only when it found one: a lost race uses up no number. Who adds a
//! task locks the counter and then, by the foreign keys, the user. So whoever deletes a user should lock the tasks, the
//! counter and the user in this order, or meet these statements in deadlocks, which are retried but slow.

/// What [`TaskRow`](crate::task_rows::TaskRow) reads.
macro_rules! task_columns {
    () => {
        "tasks.owner_id, tasks.id, tasks.title, tasks.description, tasks.status, tasks.completed_at, tasks.due_date, \
         tasks.priority, tasks.tags, tasks.version, tasks.change_seq, tasks.created_at, tasks.updated_at"
    };
}

macro_rules! returning_task {
    () => {
        concat!("RETURNING ", task_columns!())
    };
}

pub(crate) use {returning_task, task_columns};

pub(crate) const FIND: &str = concat!(
    "SELECT ",
    task_columns!(),
    "
FROM tasks WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL"
);

/// No row: one of the quotas is used up. The counter's conflict is what makes many at once wait for each other.
pub(crate) const CREATE: &str = concat!(
    "WITH bumped AS (
    INSERT INTO task_counters (owner_id, seq, live_tasks, stored_bytes) SELECT $1, 1, 1, $13 WHERE $2 > 0 AND $13 <= $14
    ON CONFLICT (owner_id) DO UPDATE
    SET seq = task_counters.seq + 1, live_tasks = task_counters.live_tasks + 1,
        stored_bytes = task_counters.stored_bytes + $13
    WHERE task_counters.live_tasks < $2 AND task_counters.stored_bytes + $13 <= $14
    RETURNING seq
)
INSERT INTO tasks (owner_id, title, description, status, completed_at, due_date, priority, tags, version,
    change_seq, created_at, updated_at, search_text)
SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, bumped.seq, $11, $11, $12 FROM bumped
",
    returning_task!()
);

/// No row: there is no such task at that version, or no room for what it grows by.
pub(crate) const SAVE: &str = concat!(
    "WITH locked AS (
    SELECT id FROM tasks WHERE owner_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL FOR UPDATE
), bumped AS (
    UPDATE task_counters SET seq = seq + 1, stored_bytes = stored_bytes + $14
    WHERE owner_id = $1 AND ($14 <= 0 OR stored_bytes + $14 <= $15) AND EXISTS (SELECT FROM locked) RETURNING seq
)
UPDATE tasks
SET title = $4, description = $5, status = $6, completed_at = $7, due_date = $8, priority = $9, tags = $10,
    version = $11, change_seq = bumped.seq, updated_at = $12, search_text = $13
FROM bumped WHERE tasks.owner_id = $1 AND tasks.id = $2
",
    returning_task!()
);

/// `Status::toggled` in SQL, because the status to start from is known only under the lock.
pub(crate) const TOGGLE: &str = concat!(
    "WITH locked AS (
    SELECT id FROM tasks
    WHERE owner_id = $1 AND id = $2 AND ($3 IS NULL OR version = $3) AND status = ANY ($4) AND deleted_at IS NULL
    FOR UPDATE
), bumped AS (
    UPDATE task_counters SET seq = seq + 1 WHERE owner_id = $1 AND EXISTS (SELECT FROM locked) RETURNING seq
)
UPDATE tasks
SET status = CASE tasks.status WHEN 'completed' THEN 'pending' ELSE 'completed' END,
    completed_at = CASE tasks.status WHEN 'completed' THEN NULL ELSE $5 END,
    version = tasks.version + 1, change_seq = bumped.seq, updated_at = $5
FROM bumped WHERE tasks.owner_id = $1 AND tasks.id = $2
",
    returning_task!()
);

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
