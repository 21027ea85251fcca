//! The statements on users and their sessions that exclude each other.
//!
//! Whoever changes a user locks its row first and the sessions after it. Who opens a session locks that row as well, shared
//! with others who do (`sessions/statements.rs`): so it is opened before the change, and then the change's second statement, whose
//! snapshot is taken under the lock, sees it; or after it, and then the conditions fail. In one statement both would share
//! a snapshot, and the change would miss the session.

/// The address as such is free to change to what is canonically the same; to another one only on the verified hash.
pub(crate) const CHANGE_PROFILE: &str = "
UPDATE users
SET email = coalesce($3, email), email_canonical = coalesce($4, email_canonical),
    username = coalesce($5, username), username_canonical = coalesce($6, username_canonical),
    name = CASE WHEN $7 THEN $8 ELSE name END, updated_at = $9
WHERE id = $1 AND is_active
    AND (hashed_password = $2 OR ($2 IS NULL AND coalesce($4, email_canonical) = email_canonical))
RETURNING id, email, username, name, is_active, created_at, updated_at, unlocked_at";

pub(crate) const REPLACE_HASH: &str =
    "UPDATE users SET hashed_password = $3 WHERE id = $1 AND hashed_password = $2";

pub(crate) const CHANGE_PASSWORD: &str =
    "UPDATE users SET hashed_password = $3, updated_at = $4 WHERE id = $1 AND hashed_password = $2";

pub(crate) const SET_ACTIVE: &str = "UPDATE users SET is_active = $2, updated_at = $3 WHERE id = $1";

pub(crate) const UNLOCK: &str = "UPDATE users SET unlocked_at = $2 WHERE id = $1";

pub(crate) const END_SESSIONS: &str = "
WITH live AS MATERIALIZED (
    SELECT id FROM sessions
    WHERE user_id = $1 AND revoked_at IS NULL AND ($3 IS NULL OR id <> $3)
    ORDER BY id FOR UPDATE
)
UPDATE sessions SET revoked_at = $2 FROM live
WHERE sessions.user_id = $1 AND sessions.id = live.id
RETURNING sessions.id";

/// The first two of a deletion, in the order of `tasks/statements.rs`: who writes a task holds one of these locks and waits for
/// the next. With them in hand one is left to meet: who edits a task that was created between the two holds its row and
/// waits for the counter, while the deletion waits for the row. PostgreSQL then ends one of them, which is retried.
pub(crate) const LOCK_TASKS: &str = "
SELECT count(*) FROM (SELECT FROM tasks WHERE owner_id = $1 ORDER BY id FOR UPDATE) locked";
pub(crate) const LOCK_COUNTER: &str = "SELECT owner_id FROM task_counters WHERE owner_id = $1 FOR UPDATE";

/// The foreign keys delete the rest.
pub(crate) const DELETE_USER: &str = "
WITH gone AS (
    DELETE FROM users WHERE id = $1 AND hashed_password = $2 RETURNING id
)
INSERT INTO deleted_users (user_id, deleted_at) SELECT id, $3 FROM gone";

pub(crate) const FORGET_DELETED: &str = "
DELETE FROM deleted_users
WHERE user_id IN (SELECT user_id FROM deleted_users WHERE deleted_at < $1 ORDER BY deleted_at LIMIT $2)";
