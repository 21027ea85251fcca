//! The transactions that change a user and the user's sessions.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::user::{PasswordChange, PasswordHash};

use crate::connection::cached_sql::cached_sql;
use crate::users::statements::{
    CHANGE_PASSWORD, DELETE_USER, LOCK_COUNTER, LOCK_TASKS, REVOKE_SESSIONS, SET_ACTIVE,
};
use crate::values::SessionIdRow;

/// Returns the revoked sessions, or `None` if the stored hash is not `old_hash`.
pub(crate) async fn change_password(
    connection: &mut AsyncPgConnection,
    change: PasswordChange,
) -> QueryResult<Option<Vec<SessionId>>> {
    let PasswordChange { user_id, old_hash, new_hash, kept_session, at } = change;
    let update = cached_sql(CHANGE_PASSWORD).bind_all(|sql| {
        sql.bind::<BigInt, _>(user_id.get())
            .bind::<Text, _>(old_hash.expose())
            .bind::<Text, _>(new_hash.expose())
            .bind::<Timestamptz, _>(at)
    });
    if update.execute(connection).await? == 0 {
        return Ok(None);
    }
    revoke_sessions(connection, user_id, kept_session, at).await.map(Some)
}

/// Returns false if the user does not exist.
pub(crate) async fn set_active(
    connection: &mut AsyncPgConnection,
    id: UserId,
    active: bool,
    at: Timestamp,
) -> QueryResult<bool> {
    let update = cached_sql(SET_ACTIVE)
        .bind_all(|sql| sql.bind::<BigInt, _>(id.get()).bind::<Bool, _>(active).bind::<Timestamptz, _>(at));
    let found = update.execute(connection).await? == 1;
    if !active {
        revoke_sessions(connection, id, None, at).await?;
    }
    Ok(found)
}

/// Returns false if the user does not exist, or if the stored hash is not `verified`.
pub(crate) async fn delete(
    connection: &mut AsyncPgConnection,
    id: UserId,
    verified: PasswordHash,
    at: Timestamp,
) -> QueryResult<bool> {
    for lock in [LOCK_TASKS, LOCK_COUNTER] {
        cached_sql(lock).bind_all(|sql| sql.bind::<BigInt, _>(id.get())).execute(connection).await?;
    }
    let delete = cached_sql(DELETE_USER).bind_all(|sql| {
        sql.bind::<BigInt, _>(id.get()).bind::<Text, _>(verified.expose()).bind::<Timestamptz, _>(at)
    });
    Ok(delete.execute(connection).await? == 1)
}

async fn revoke_sessions(
    connection: &mut AsyncPgConnection,
    user: UserId,
    keep: Option<SessionId>,
    at: Timestamp,
) -> QueryResult<Vec<SessionId>> {
    let update = cached_sql(REVOKE_SESSIONS).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Timestamptz, _>(at)
            .bind::<Nullable<SqlUuid>, _>(keep.map(|id| id.0))
    });
    let revoked: Vec<SessionIdRow> = update.load(connection).await?;
    Ok(revoked.into_iter().map(|row| SessionId(row.id)).collect())
}
