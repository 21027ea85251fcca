//! Deletes accounts whose e-mail addresses were not verified in time.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::LoginName;

use crate::connection::cached_sql::cached_sql;
use crate::connection::errors::Access;
use crate::database::Database;
use crate::schema::users;
use crate::users::rows::NamesRow;
use crate::values::OwnerRow;

const FIND_DUE: &str = "
SELECT id, verification_due_at FROM users
WHERE verification_due_at <= $1 AND (verification_due_at, id) > ($2, $3)
ORDER BY verification_due_at, id LIMIT $4";

/// A login locks the same row (`sessions/statements.rs`), so the login runs before this statement or after the
/// deletion.
const LOCK_DUE: &str = "
SELECT email_canonical, username_canonical FROM users WHERE id = $1 AND verification_due_at <= $2 FOR UPDATE";

/// Finds a row if the user has a session or has ever created a task. This statement sees all rows that were committed
/// before `LOCK_DUE` acquired the lock.
const FIND_USE: &str = "
SELECT user_id AS owner_id FROM sessions WHERE user_id = $1
UNION ALL
SELECT owner_id FROM task_counters WHERE owner_id = $1
LIMIT 1";

/// The foreign keys delete the links and mails.
const DELETE: &str = "DELETE FROM users WHERE id = $1";

const FREE_NAME: &str = "DELETE FROM login_names WHERE kind = $1 AND canonical = $2 AND user_id = $3";

#[derive(QueryableByName)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
struct DueRow {
    id: i64,
    verification_due_at: Option<Timestamp>,
}

/// Deletes at most `limit` accounts, one by one, because their names are on different nodes of a Citus cluster.
pub(super) async fn purge(database: &Database, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let limit = i64::from(limit);
    let mut purged = 0;
    // Ids start at 1.
    let mut after = (Timestamp::UNIX_EPOCH, 0);
    while purged < limit {
        let find = || {
            cached_sql(FIND_DUE).bind_all(|sql| {
                sql.bind::<Timestamptz, _>(now)
                    .bind::<Timestamptz, _>(after.0)
                    .bind::<BigInt, _>(after.1)
                    .bind::<BigInt, _>(limit - purged)
            })
        };
        let due: Vec<DueRow> = database.read(find).await?;
        let Some(DueRow { id, verification_due_at: Some(due_at) }) = due.last() else { break };
        after = (*due_at, *id);
        for DueRow { id, .. } in due {
            let delete = database
                .transact(Access::Write, move |connection| Box::pin(delete_unused(connection, id, now)));
            purged += i64::from(delete.await?);
        }
    }
    Ok(usize::try_from(purged).unwrap_or_default())
}

/// Deletes the account. Does nothing and returns false if the account was used or no longer has to be verified.
async fn delete_unused(connection: &mut AsyncPgConnection, id: i64, now: Timestamp) -> QueryResult<bool> {
    let lock = cached_sql(LOCK_DUE).bind_all(|sql| sql.bind::<BigInt, _>(id).bind::<Timestamptz, _>(now));
    let locked: Vec<NamesRow> = lock.load(connection).await?;
    let Some(names) = locked.into_iter().next() else { return Ok(false) };
    let find_use = cached_sql(FIND_USE).bind_all(|sql| sql.bind::<BigInt, _>(id));
    let in_use: Vec<OwnerRow> = find_use.load(connection).await?;
    if !in_use.is_empty() {
        return Ok(false);
    }
    cached_sql(DELETE).bind_all(|sql| sql.bind::<BigInt, _>(id)).execute(connection).await?;
    for name in <[LoginName; 2]>::from(names) {
        let free = cached_sql(FREE_NAME).bind_all(|sql| {
            sql.bind::<Text, _>(name.kind()).bind::<Text, _>(name.canonical()).bind::<BigInt, _>(id)
        });
        free.execute(connection).await?;
    }
    Ok(true)
}
