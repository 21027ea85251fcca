//! The statements that write users and revoke their sessions.
//!
//! A change of a user locks the user's row first and the sessions second. A login takes a shared lock on the user's row
//! (`sessions/statements.rs`), so the login runs either before the change or after it. The second statement of the
//! change sees the session of an earlier login, because the snapshot of that statement is taken under the lock. A later
//! login checks the changed user. In a single statement, both parts of the change would share one snapshot, and would
//! miss the session of the earlier login.

/// The columns of [`UserRow`](crate::users::rows::UserRow).
macro_rules! user_columns {
    () => {
        "id, email, username, name, is_active, created_at, updated_at, unlocked_at, email_verified, pending_email,
    verification_due_at, role, language, time_zone, login_notices"
    };
}

/// Changes the fields that no other row depends on.
pub(crate) const CHANGE_SETTINGS: &str = concat!(
    "
UPDATE users
SET name = CASE WHEN $3 THEN $4 ELSE name END, language = coalesce($5, language), time_zone = coalesce($6, time_zone),
    login_notices = coalesce($7, login_notices), updated_at = $8
WHERE id = $1 AND is_active AND (hashed_password = $2 OR $2 IS NULL)
RETURNING ",
    user_columns!()
);

/// A change to another e-mail address requires the verified hash. A change that only affects the spelling, and not the
/// canonical form, does not require the hash.
pub(crate) const LOCK_NAMES: &str = "
SELECT email_canonical, username_canonical FROM users
WHERE id = $1 AND is_active
    AND (hashed_password = $2 OR ($2 IS NULL AND coalesce($3, email_canonical) = email_canonical))
FOR UPDATE";

/// Runs after `LOCK_NAMES`.
pub(crate) const CHANGE_PROFILE: &str = concat!(
    "
UPDATE users
SET email = coalesce($2, email), email_canonical = coalesce($3, email_canonical),
    email_verified = email_verified AND coalesce($3, email_canonical) = email_canonical,
    username = coalesce($4, username), username_canonical = coalesce($5, username_canonical),
    name = CASE WHEN $6 THEN $7 ELSE name END, pending_email = CASE WHEN $8 THEN $9 ELSE pending_email END,
    language = coalesce($10, language), time_zone = coalesce($11, time_zone),
    login_notices = coalesce($12, login_notices), updated_at = $13
WHERE id = $1
RETURNING ",
    user_columns!()
);

pub(crate) const REPLACE_HASH: &str =
    "UPDATE users SET hashed_password = $3 WHERE id = $1 AND hashed_password = $2";

/// A pending address is cancelled, because a thief with the old password may have entered it.
pub(crate) const CHANGE_PASSWORD: &str = "
UPDATE users SET hashed_password = $3, pending_email = NULL, updated_at = $4
WHERE id = $1 AND hashed_password = $2";

pub(crate) const SET_ACTIVE: &str = "UPDATE users SET is_active = $2, updated_at = $3 WHERE id = $1";

pub(crate) const UNLOCK: &str = "UPDATE users SET unlocked_at = $2 WHERE id = $1";

pub(crate) const REVOKE_SESSIONS: &str = "
WITH live AS MATERIALIZED (
    SELECT id FROM sessions
    WHERE user_id = $1 AND revoked_at IS NULL AND ($3 IS NULL OR id <> $3)
    ORDER BY id FOR UPDATE
)
UPDATE sessions SET revoked_at = $2 FROM live
WHERE sessions.user_id = $1 AND sessions.id = live.id
RETURNING sessions.id";

/// A deletion first runs `LOCK_TASKS` and then `LOCK_COUNTER`, in the lock order of `tasks/statements.rs`. One deadlock
/// remains possible. A task may be created between the two statements. An edit of this task locks the row of the task
/// and waits for the counter, while the deletion waits for the row. PostgreSQL then aborts one of the two transactions,
/// and the aborted transaction is retried.
pub(crate) const LOCK_TASKS: &str = "
SELECT count(*) FROM (SELECT FROM tasks WHERE owner_id = $1 ORDER BY id FOR UPDATE) locked";
pub(crate) const LOCK_COUNTER: &str = "SELECT owner_id FROM task_counters WHERE owner_id = $1 FOR UPDATE";

/// The foreign keys delete the user's rows in other tables.
pub(crate) const DELETE_USER: &str = "
DELETE FROM users WHERE id = $1 AND hashed_password = $2 RETURNING email_canonical, username_canonical";
pub(crate) const RECORD_DELETION: &str = "INSERT INTO deleted_users (user_id, deleted_at) VALUES ($1, $2)";

pub(crate) const PURGE_DELETED_USERS: &str = "
DELETE FROM deleted_users
WHERE user_id IN (SELECT user_id FROM deleted_users WHERE deleted_at < $1 ORDER BY deleted_at LIMIT $2)";
