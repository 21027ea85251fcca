//! The statements that write sessions.

pub(crate) const SAVE_REFRESH: &str = "
UPDATE sessions
SET refresh_used = $4, refresh_tip = $5, refresh_tip_issued_at = $6, refresh_tip_expires_at = $7, last_used_at = $8
WHERE user_id = $1 AND id = $2 AND refresh_tip = $3 AND revoked_at IS NULL";

/// A statement sees what was committed when it began, and no lock changes that: of two that add a session at once, each
/// would count without the other's. So each writes the user's row as well, unchanged, and only on the version that it
/// sees the sessions with. Whoever was slower writes nothing and begins again. This also makes a login and a change of the
/// user wait for each other; see `account_sql.rs`.
pub(crate) const CREATE: &str = "
WITH seen AS MATERIALIZED (
    SELECT xmin AS version FROM users WHERE id = $1 AND hashed_password = $13 AND is_active
), account AS (
    UPDATE users SET updated_at = updated_at WHERE id = $1 AND xmin = (SELECT version FROM seen) RETURNING id
), excess AS (
    SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $9
    ORDER BY last_used_at DESC, id DESC OFFSET $12
), ended AS (
    UPDATE sessions SET revoked_at = $9
    WHERE user_id = $1 AND id IN (SELECT id FROM excess) AND revoked_at IS NULL AND EXISTS (SELECT FROM account)
    RETURNING id
), opened AS (
    INSERT INTO sessions (user_id, id, refresh_used, refresh_tip, refresh_tip_issued_at, refresh_tip_expires_at,
        user_agent, ip, created_at, last_used_at, expires_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM account
    RETURNING id
)
SELECT EXISTS (SELECT FROM seen) AS has_user, EXISTS (SELECT FROM opened) AS is_opened,
    ARRAY (SELECT id FROM ended) AS ended";

pub(crate) const REVOKE: &str = "
UPDATE sessions SET revoked_at = $3
WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL AND expires_at > $3";

pub(crate) const REVOKE_ALL: &str = "
UPDATE sessions SET revoked_at = $3
WHERE user_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL AND expires_at > $3
RETURNING id";

/// The next rows in the order of the key, and in the end how many were changed and the last one, if there are so many.
macro_rules! sweep {
    ($change:literal) => {
        concat!(
            "WITH page AS MATERIALIZED (
    SELECT user_id, id FROM sessions WHERE (user_id, id) > ($1, $2) ORDER BY user_id, id LIMIT $4
), ",
            $change,
            "
SELECT (SELECT count(*) FROM changed) AS changed, last.user_id, last.id
FROM (SELECT 1) AS always LEFT JOIN (SELECT user_id, id FROM page ORDER BY user_id, id OFFSET $4 - 1) AS last ON true"
        )
    };
}

pub(crate) const REVOKE_NEXT: &str = sweep!(
    "changed AS (
    UPDATE sessions SET revoked_at = $3 FROM page
    WHERE sessions.user_id = page.user_id AND sessions.id = page.id AND revoked_at IS NULL AND expires_at > $3
    RETURNING sessions.id
)"
);

/// The dead are judged under the lock, and those that another holds are left to it.
pub(crate) const PURGE_NEXT: &str = sweep!(
    "doomed AS MATERIALIZED (
    SELECT sessions.user_id, sessions.id FROM sessions JOIN page USING (user_id, id)
    WHERE sessions.revoked_at < $3 OR sessions.expires_at < $3 OR sessions.refresh_tip_expires_at < $3
    FOR UPDATE OF sessions SKIP LOCKED
), changed AS (
    DELETE FROM sessions USING doomed
    WHERE sessions.user_id = doomed.user_id AND sessions.id = doomed.id
    RETURNING sessions.id
)"
);
