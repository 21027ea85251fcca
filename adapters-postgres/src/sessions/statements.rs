//! The statements that write sessions, and the statements that scan the sessions of all users.
//!
//! Statements that revoke several sessions of a user first lock the sessions in the order of their ids, so these
//! statements can't deadlock with each other.

pub(crate) const SAVE_REFRESH: &str = "
UPDATE sessions
SET refresh_used = $5, refresh_tip = $6, refresh_tip_issued_at = $7, refresh_tip_expires_at = $8, last_used_at = $9,
    refresh_ordinal = $10, refresh_numbered = $11, refresh_confirmed_at = $12, refresh_retired = $13,
    last_user_agent = $14, last_ip = $15
WHERE user_id = $1 AND id = $2 AND refresh_tip = $3 AND refresh_confirmed_at IS NOT DISTINCT FROM $4
    AND revoked_at IS NULL";

/// The SELECT sees the session as it was before the UPDATE. The result is still correct, because the UPDATE changes no
/// column in the conditions of the SELECT.
pub(crate) const CONFIRM: &str = "
WITH confirmed AS (
    UPDATE sessions SET refresh_confirmed_at = $4
    WHERE user_id = $1 AND id = $2 AND refresh_ordinal = $3 AND refresh_numbered = refresh_tip
        AND refresh_confirmed_at IS NULL AND revoked_at IS NULL AND expires_at > $4
        AND EXISTS (SELECT FROM users WHERE users.id = $1 AND users.is_active)
)
SELECT sessions.id FROM sessions JOIN users ON users.id = sessions.user_id
WHERE sessions.user_id = $1 AND sessions.id = $2 AND sessions.revoked_at IS NULL AND sessions.expires_at > $4
    AND users.is_active";

/// The shared lock makes a login and a change of the user wait for each other (`users/statements.rs`). Two logins do
/// not wait for each other. A login that waited for a change sees the changed user, because READ COMMITTED checks the
/// conditions again on the new row version.
///
/// `$13` is the network of the login. If the network was not written after `$14`, the statement writes it. The
/// statement then also deletes all other networks except the `$15` most recently used.
pub(crate) const CREATE: &str = "
WITH account AS MATERIALIZED (
    SELECT id FROM users WHERE id = $1 AND hashed_password = $12 AND is_active FOR SHARE
), unwritten AS MATERIALIZED (
    SELECT id FROM account WHERE $13 IS NOT NULL AND NOT EXISTS (
        SELECT FROM known_networks WHERE user_id = $1 AND network = $13 AND last_login_at > $14
    )
), excess AS (
    DELETE FROM known_networks
    WHERE user_id = $1 AND EXISTS (SELECT FROM unwritten) AND network IN (
        SELECT network FROM known_networks WHERE user_id = $1 AND network <> $13
        ORDER BY last_login_at DESC, network DESC OFFSET $15
    )
), network AS (
    INSERT INTO known_networks (user_id, network, last_login_at)
    SELECT $1, $13, $9 FROM unwritten
    ON CONFLICT (user_id, network) DO UPDATE
        SET last_login_at = greatest(known_networks.last_login_at, excluded.last_login_at)
)
INSERT INTO sessions (user_id, id, refresh_used, refresh_tip, refresh_tip_issued_at, refresh_tip_expires_at,
    user_agent, ip, created_at, last_used_at, expires_at, refresh_ordinal, refresh_numbered)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $16, $17 FROM account";

/// Revokes the sessions beyond the limit `$4`, after a session was added. Must run after the transaction that added the
/// session has committed.
///
/// If several logins run this statement at the same time, the last statement sees all new sessions, so the limit is enforced.
/// The statement never revokes too many sessions: it locks the sessions that it counts, and does not count a session that was
/// revoked before the lock was acquired. If the limit is not exceeded, it locks no session.
pub(crate) const REVOKE_EXCESS: &str = "
WITH live AS MATERIALIZED (
    SELECT id, last_used_at FROM sessions
    WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
        AND (SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2) > $4
    ORDER BY id FOR UPDATE
), excess AS MATERIALIZED (
    SELECT id FROM live ORDER BY id = $3 DESC, last_used_at DESC, id DESC OFFSET $4
)
UPDATE sessions SET revoked_at = $2 FROM excess
WHERE sessions.user_id = $1 AND sessions.id = excess.id
RETURNING sessions.id";

pub(crate) const REVOKE: &str = "
UPDATE sessions SET revoked_at = $3
WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL AND expires_at > $3";

pub(crate) const REVOKE_ALL: &str = "
WITH live AS MATERIALIZED (
    SELECT id FROM sessions
    WHERE user_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL AND expires_at > $3
    ORDER BY id FOR UPDATE
)
UPDATE sessions SET revoked_at = $3 FROM live
WHERE sessions.user_id = $1 AND sessions.id = live.id
RETURNING sessions.id";

/// Selects the next rows in the order of the key, and whether each matches the condition. Reads the rows of all users, and
/// acquires no locks.
macro_rules! scan {
    ($condition:literal) => {
        concat!(
            "
SELECT user_id, id, (",
            $condition,
            ") IS TRUE AS is_match
FROM sessions WHERE (user_id, id) > ($1, $2) ORDER BY user_id, id LIMIT $4"
        )
    };
}

pub(crate) const FIND_LIVE: &str = scan!("revoked_at IS NULL AND expires_at > $3");
pub(crate) const FIND_OVER: &str = scan!("revoked_at < $3 OR expires_at < $3 OR refresh_tip_expires_at < $3");

/// Checks the condition again under the lock, and skips rows that are locked by another transaction.
pub(crate) const PURGE: &str = "
WITH selected AS MATERIALIZED (
    SELECT id FROM sessions
    WHERE user_id = $1 AND id = ANY ($2) AND (revoked_at < $3 OR expires_at < $3 OR refresh_tip_expires_at < $3)
    ORDER BY id FOR UPDATE SKIP LOCKED
)
DELETE FROM sessions USING selected WHERE sessions.user_id = $1 AND sessions.id = selected.id";

#[cfg(test)]
mod tests {
    use tasklane_core::testing::examples::{at, new_user};

    use super::*;
    use crate::testing::TestDatabase;
    use crate::users::statements::REVOKE_SESSIONS;

    const INSERT_REVOKED: &str = "
INSERT INTO sessions (user_id, id, refresh_tip, refresh_tip_issued_at, refresh_tip_expires_at, created_at, last_used_at,
    expires_at, revoked_at)
SELECT users.id, md5(n::text)::uuid, decode(repeat('00', 16), 'hex'), day, day, day, day, day, day
FROM users, generate_series(1, 100000) AS n, CAST('2026-01-01Z' AS timestamptz) AS day";

    #[tokio::test]
    async fn live_sessions_are_found_by_an_index_among_many_revoked_sessions() {
        let database = TestDatabase::create().await;
        let stores = crate::open(&database.config(), 1);
        let user = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id.get();
        let client = database.client().await;
        client.batch_execute(&format!("{INSERT_REVOKED}; ANALYZE sessions")).await.unwrap();
        // PostgreSQL must use the generic plan, as it does after a connection has run the statement several times.
        client.batch_execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
        let none = "00000000-0000-0000-0000-000000000000";
        for (sql, types, values) in [
            (
                REVOKE_EXCESS,
                "bigint, timestamptz, uuid, bigint",
                format!("{user}, '2026-01-02Z', '{none}', 50"),
            ),
            (REVOKE_ALL, "bigint, uuid, timestamptz", format!("{user}, '{none}', '2026-01-02Z'")),
            (REVOKE_SESSIONS, "bigint, timestamptz, uuid", format!("{user}, '2026-01-02Z', '{none}'")),
        ] {
            client.batch_execute(&format!("PREPARE it ({types}) AS {sql}")).await.unwrap();
            let plan = client.query(&format!("EXPLAIN EXECUTE it ({values})"), &[]).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
            let plan = plan.join("\n");
            client.batch_execute("DEALLOCATE it").await.unwrap();
            assert!(plan.contains("sessions_live_idx") && !plan.contains("Seq Scan"), "{plan}");
        }
    }
}
