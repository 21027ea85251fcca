//! Deletes and expires links in the transaction that changes their user. The transaction locks the row of the user first.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::user::Email;
use tasklane_core::user::mail::{Link, LinkPurpose};

use crate::connection::cached_sql::cached_sql;
use crate::schema::one_time_links;

/// If two transactions use the same link, only one of them deletes the row.
const DELETE_VALID: &str = "
DELETE FROM one_time_links
WHERE user_id = $1 AND id = $2 AND purpose = $3 AND secret_hash = $4 AND expires_at > $5
RETURNING email, created_at";

/// Links to undo earlier changes stay, so that a thief who changes the address again can't stop the owner from undoing
/// the first change.
const REMOVE_ENDED: &str =
    "DELETE FROM one_time_links WHERE user_id = $1 AND (purpose <> $2 OR created_at >= $3)";

/// The row stays, because the limit of links per hour counts it.
const EXPIRE: &str = "
UPDATE one_time_links SET expires_at = $3 WHERE user_id = $1 AND purpose = $2 AND expires_at > $3";

const LIVE: &str = "
SELECT email, created_at FROM one_time_links WHERE user_id = $1 AND purpose = $2 AND expires_at > $3";

const REMOVE_YOUNGER: &str =
    "DELETE FROM one_time_links WHERE user_id = $1 AND purpose = $2 AND created_at >= $3";

const REMOVE_TO_OTHER_ADDRESSES: &str =
    "DELETE FROM one_time_links WHERE user_id = $1 AND email <> $2 AND purpose <> $3";

#[derive(QueryableByName)]
#[diesel(table_name = one_time_links, check_for_backend(diesel::pg::Pg))]
struct AddressRow {
    email: String,
    created_at: Timestamp,
}

impl AddressRow {
    /// No user has an invalid address, so a link with such an address is invalid.
    fn used(self) -> Option<UsedLink> {
        Some(UsedLink { email: Email::parse_existing(&self.email).ok()?, created_at: self.created_at })
    }
}

/// A link that was valid.
pub(crate) struct UsedLink {
    pub(crate) email: Email,
    pub(crate) created_at: Timestamp,
}

/// Deletes the link if it is valid, and returns it.
pub(crate) async fn delete_valid(
    connection: &mut AsyncPgConnection,
    link: &Link,
    at: Timestamp,
) -> QueryResult<Option<UsedLink>> {
    let delete = cached_sql(DELETE_VALID).bind_all(|sql| {
        sql.bind::<BigInt, _>(link.user_id.get())
            .bind::<Bytea, _>(link.id.0.as_slice())
            .bind::<Text, _>(link.purpose.as_str())
            .bind::<Bytea, _>(link.secret_hash.0.as_slice())
            .bind::<Timestamptz, _>(at)
    });
    let used: Vec<AddressRow> = delete.load(connection).await?;
    Ok(used.into_iter().next().and_then(AddressRow::used))
}

/// Removes all links, except links to undo changes that happened before `since`. `None` keeps all links to undo changes.
pub(crate) async fn remove_ended(
    connection: &mut AsyncPgConnection,
    user: UserId,
    since: Option<Timestamp>,
) -> QueryResult<()> {
    remove(connection, REMOVE_ENDED, user, since).await
}

/// Makes the links with this purpose invalid.
pub(crate) async fn expire(
    connection: &mut AsyncPgConnection,
    user: UserId,
    purpose: LinkPurpose,
    at: Timestamp,
) -> QueryResult<()> {
    let update = cached_sql(EXPIRE).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get()).bind::<Text, _>(purpose.as_str()).bind::<Timestamptz, _>(at)
    });
    update.execute(connection).await.map(drop)
}

/// If the owner restored an address without the link to undo its change, removes the links to undo this change and later
/// changes. Returns when the change happened.
pub(crate) async fn remove_undone(
    connection: &mut AsyncPgConnection,
    user: UserId,
    email: &Email,
    at: Timestamp,
) -> QueryResult<Option<Timestamp>> {
    let select = cached_sql(LIVE).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Text, _>(LinkPurpose::UndoEmailChange.as_str())
            .bind::<Timestamptz, _>(at)
    });
    let live: Vec<AddressRow> = select.load(connection).await?;
    let to_email = live.into_iter().filter_map(AddressRow::used);
    let to_email = to_email.filter(|link| link.email.canonical() == email.canonical());
    let Some(since) = to_email.map(|link| link.created_at).min() else { return Ok(None) };
    remove(connection, REMOVE_YOUNGER, user, Some(since)).await?;
    Ok(Some(since))
}

async fn remove(
    connection: &mut AsyncPgConnection,
    statement: &'static str,
    user: UserId,
    since: Option<Timestamp>,
) -> QueryResult<()> {
    let delete = cached_sql(statement).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Text, _>(LinkPurpose::UndoEmailChange.as_str())
            .bind::<Nullable<Timestamptz>, _>(since)
    });
    delete.execute(connection).await.map(drop)
}

/// Removes the links that were sent to other addresses, except links to undo a change.
pub(crate) async fn remove_to_other_addresses(
    connection: &mut AsyncPgConnection,
    user: UserId,
    email: &Email,
) -> QueryResult<()> {
    let delete = cached_sql(REMOVE_TO_OTHER_ADDRESSES).bind_all(|sql| {
        sql.bind::<BigInt, _>(user.get())
            .bind::<Text, _>(email.as_str())
            .bind::<Text, _>(LinkPurpose::UndoEmailChange.as_str())
    });
    delete.execute(connection).await.map(drop)
}
