//! The transactions of `users/statements.rs`, on one connection.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::user::{PasswordChange, PasswordHash};

use crate::connection::cached_sql::cached_sql;
use crate::users::statements::{
    CHANGE_PASSWORD, DELETE_USER, END_SESSIONS, LOCK_COUNTER, LOCK_TASKS, SET_ACTIVE,
};
use crate::values::EndedRow;

/// The sessions that it ended; `None` when the stored hash is another one.
pub(crate) async fn change_password(
    connection: &mut AsyncPgConnection,
    change: PasswordChange,
) -> QueryResult<Option<Vec<SessionId>>> {
    let PasswordChange { user_id, from, to, keep, at } = change;
    let update = cached_sql(CHANGE_PASSWORD).bind_all(|sql| {
        sql.bind::<BigInt, _>(user_id.get())
            .bind::<Text, _>(from.expose())
            .bind::<Text, _>(to.expose())
            .bind::<Timestamptz, _>(at)
    });
    if update.execute(connection).await? == 0 {
        return Ok(None);
    }
    end_sessions(connection, user_id, keep, at).await.map(Some)
}

/// False when there is no such user.
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
        end_sessions(connection, id, None, at).await?;
    }
    Ok(found)
}

/// False when the user is gone or the stored hash is another one.
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

async fn end_sessions(
    connection: &mut AsyncPgConnection,
    user: UserId,
    keep: Option<SessionId>,
    at: Timestamp,
) -> QueryResult<Vec<SessionId>> {
    let update = cached_sql(END_SESSIONS).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Timestamptz, _>(at)
            .bind::<Nullable<SqlUuid>, _>(keep.map(|id| id.0))
    });
    let ended: Vec<EndedRow> = update.load(connection).await?;
    Ok(ended.into_iter().map(|row| SessionId(row.id)).collect())
}
