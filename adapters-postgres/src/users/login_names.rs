//! The records of login names, which decide whether a name is free. Each statement concerns one name, so Citus can run it
//! on one node.
//!
//! A transaction writes the row of the user first, then the records in the order of [`NameStep::between`], so two
//! transactions can't wait for each other's records. In the unique indexes of `users`, two users who take each other's
//! names at the same moment can deadlock. PostgreSQL then aborts one of the two transactions, which is retried.
//!
//! Replicas of the previous release write only `users`. So a user may have a name without a record, and a record may
//! belong to a user who no longer has the name.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{LoginName, NameStep};

use crate::connection::cached_sql::cached_sql;
use crate::database::{Database, TransactionAborted};
use crate::schema::{login_names, users};

/// A conflict also locks the record if the condition is false, so the holder can't change before the next statement.
const CLAIM: &str = "
INSERT INTO login_names AS record (kind, canonical, user_id) VALUES ($1, $2, $3)
ON CONFLICT (canonical, kind) DO UPDATE SET user_id = excluded.user_id, released_until = NULL
WHERE record.user_id = excluded.user_id OR record.released_until <= $4";

const TAKE_OVER: &str = "UPDATE login_names SET user_id = $3 WHERE kind = $1 AND canonical = $2";

/// Overwrites the record even if it contains another user. The unique indexes of `users` ensure that this other user no
/// longer has the name.
const RELEASE: &str = "
INSERT INTO login_names (kind, canonical, user_id, released_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (canonical, kind) DO UPDATE
SET user_id = excluded.user_id, released_until = excluded.released_until";

const FIND_ENDED: &str = "
SELECT kind, canonical FROM login_names WHERE released_until <= $1 ORDER BY released_until LIMIT $2";

const PURGE: &str = "DELETE FROM login_names WHERE kind = $1 AND canonical = $2 AND released_until <= $3";

#[derive(QueryableByName)]
#[diesel(table_name = login_names, check_for_backend(diesel::pg::Pg))]
struct EndedRow {
    kind: String,
    canonical: String,
}

/// Executes the steps of a user. Fails with the first name that the user can't take.
pub(super) async fn execute(
    connection: &mut AsyncPgConnection,
    user: i64,
    steps: Vec<NameStep>,
    at: Timestamp,
) -> Result<(), TransactionAborted<LoginName>> {
    for step in steps {
        match step {
            NameStep::Claim(name) => {
                if !claim(connection, user, &name, at).await? {
                    return Err(TransactionAborted::Declined(name));
                }
            }
            NameStep::Release(name, until) => release(connection, user, &name, until).await?,
        }
    }
    Ok(())
}

/// Reserves the name for the user until the given time.
pub(super) async fn release(
    connection: &mut AsyncPgConnection,
    user: i64,
    name: &LoginName,
    until: Timestamp,
) -> QueryResult<()> {
    let release = cached_sql(RELEASE).bind_all(|sql| {
        sql.bind::<Text, _>(name.kind())
            .bind::<Text, _>(name.canonical())
            .bind::<BigInt, _>(user)
            .bind::<Timestamptz, _>(until)
    });
    release.execute(connection).await.map(drop)
}

/// Returns false if another user has the name, or if it is reserved for another user.
async fn claim(
    connection: &mut AsyncPgConnection,
    user: i64,
    name: &LoginName,
    at: Timestamp,
) -> QueryResult<bool> {
    let claim = cached_sql(CLAIM).bind_all(|sql| {
        sql.bind::<Text, _>(name.kind())
            .bind::<Text, _>(name.canonical())
            .bind::<BigInt, _>(user)
            .bind::<Timestamptz, _>(at)
    });
    if claim.execute(connection).await? == 1 {
        return Ok(true);
    }
    let record = login_names::table.find((name.canonical(), name.kind()));
    let holders: Vec<i64> = record
        .filter(login_names::released_until.is_null())
        .select(login_names::user_id)
        .load(connection)
        .await?;
    let Some(holder) = holders.into_iter().next() else { return Ok(false) };
    if has_name(connection, holder, name).await? {
        return Ok(false);
    }
    let take_over = cached_sql(TAKE_OVER).bind_all(|sql| {
        sql.bind::<Text, _>(name.kind()).bind::<Text, _>(name.canonical()).bind::<BigInt, _>(user)
    });
    Ok(take_over.execute(connection).await? == 1)
}

/// Whether the row of the user has the name.
async fn has_name(connection: &mut AsyncPgConnection, user: i64, name: &LoginName) -> QueryResult<bool> {
    let row = users::table.find(user).select(users::id);
    let found: Vec<i64> = match name {
        LoginName::Email(canonical) => {
            row.filter(users::email_canonical.eq(canonical)).load(connection).await?
        }
        LoginName::Username(canonical) => {
            row.filter(users::username_canonical.eq(canonical)).load(connection).await?
        }
    };
    Ok(!found.is_empty())
}

/// Whether the name is reserved for a user other than `own`.
pub(super) async fn is_reserved(
    database: &Database,
    own: i64,
    name: &LoginName,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let select = || {
        let record = login_names::table.find((name.canonical(), name.kind()));
        let reserved = record.filter(login_names::released_until.gt(at));
        reserved.filter(login_names::user_id.ne(own)).select(login_names::user_id)
    };
    let found: Vec<i64> = database.read(select).await?;
    Ok(!found.is_empty())
}

/// Deletes the records one by one: they are on different nodes of a Citus cluster.
pub(super) async fn purge(database: &Database, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let find = || {
        cached_sql(FIND_ENDED)
            .bind_all(|sql| sql.bind::<Timestamptz, _>(now).bind::<BigInt, _>(i64::from(limit)))
    };
    let ended: Vec<EndedRow> = database.read(find).await?;
    let mut purged = 0;
    for EndedRow { kind, canonical } in ended {
        let delete = || {
            cached_sql(PURGE).bind_all(|sql| {
                sql.bind::<Text, _>(kind.as_str())
                    .bind::<Text, _>(canonical.as_str())
                    .bind::<Timestamptz, _>(now)
            })
        };
        purged += database.execute(delete).await?;
    }
    Ok(purged)
}
