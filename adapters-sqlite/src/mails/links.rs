//! Links in SQLite.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::clock::Timestamp;
use tasklane_core::handle::HandleId;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::Email;
use tasklane_core::user::mail::{Link, LinkPurpose, LinkRecord, LinkStore};

use super::rows::LinkRow;
use crate::connection::cached_sql::{cached, cached_as};
use crate::connection::errors::{is_foreign_key_violation, store_error};
use crate::database::SqliteDatabase;
use crate::schema::one_time_links;
use crate::values::micros;

/// This statement is raw SQL, because Diesel has no LIMIT for a DELETE.
const PURGE: &str = "DELETE FROM one_time_links WHERE (user_id, id) IN \
     (SELECT user_id, id FROM one_time_links WHERE expires_at < ? ORDER BY expires_at LIMIT ?) RETURNING user_id";

#[async_trait]
impl LinkStore for SqliteDatabase {
    async fn add(&self, link: &LinkRecord) -> Result<(), StoreError> {
        let row = LinkRow::from(link);
        let insert = move |connection: &mut SqliteConnection| {
            let inserted = diesel::insert_into(one_time_links::table).values(&row).execute(connection);
            inserted.map(drop).map_err(|error| {
                if is_foreign_key_violation(&error) { StoreError::Conflict } else { store_error(error) }
            })
        };
        self.threads.write(insert).await
    }

    async fn find(&self, user: UserId, id: HandleId) -> Result<Option<LinkRecord>, StoreError> {
        let row: Option<LinkRow> = self
            .threads
            .read(move |connection| {
                let found = one_time_links::table.find((user.get(), id.0.as_slice()));
                found.select(LinkRow::as_select()).first(connection).optional().map_err(store_error)
            })
            .await?;
        row.map(LinkRecord::try_from).transpose()
    }

    async fn remove(&self, user: UserId, id: HandleId) -> Result<(), StoreError> {
        self.threads.write(move |connection| remove(connection, user, id).map_err(store_error)).await
    }

    async fn count_since(
        &self,
        user: UserId,
        purpose: LinkPurpose,
        since: Timestamp,
    ) -> Result<usize, StoreError> {
        let count = move |connection: &mut SqliteConnection| {
            let own = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
            let made = own.filter(one_time_links::created_at.gt(micros(since)));
            let made = made.filter(one_time_links::purpose.eq(purpose.as_str()));
            made.count().get_result::<i64>(connection).map_err(store_error)
        };
        let count = self.threads.read::<_, StoreError, _>(count).await?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    async fn purge(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let delete = move |connection: &mut SqliteConnection| {
            let delete = diesel::sql_query(PURGE)
                .bind::<BigInt, _>(micros(before))
                .bind::<BigInt, _>(i64::from(limit));
            cached_as::<(BigInt,), _>(delete).load::<(i64,)>(connection).map_err(store_error)
        };
        Ok(self.threads.write::<_, StoreError, _>(delete).await?.len())
    }
}

/// A link that is valid.
pub(crate) struct ValidLink {
    pub(crate) email: Email,
    created_at: i64,
}

impl ValidLink {
    /// No user has an invalid address, so a link with such an address is invalid.
    fn from_columns((email, created_at): (String, i64)) -> Option<Self> {
        Some(Self { email: Email::parse_existing(&email).ok()?, created_at })
    }

    /// Returns when the link was made, in microseconds. A link to undo a change was made at the time of the change.
    pub(crate) fn created_at(&self) -> i64 {
        self.created_at
    }
}

/// Returns the link if it is valid.
pub(crate) fn find_valid(
    connection: &mut SqliteConnection,
    link: &Link,
    at: Timestamp,
) -> QueryResult<Option<ValidLink>> {
    let columns: Option<(String, i64)> = one_time_links::table
        .find((link.user_id.get(), link.id.0.as_slice()))
        .filter(one_time_links::purpose.eq(link.purpose.as_str()))
        .filter(one_time_links::secret_hash.eq(link.secret_hash.0.as_slice()))
        .filter(one_time_links::expires_at.gt(micros(at)))
        .select((one_time_links::email, one_time_links::created_at))
        .first(connection)
        .optional()?;
    Ok(columns.and_then(ValidLink::from_columns))
}

pub(crate) fn remove(connection: &mut SqliteConnection, user: UserId, id: HandleId) -> QueryResult<()> {
    let delete = diesel::delete(one_time_links::table.find((user.get(), id.0.as_slice())));
    cached(delete.returning(one_time_links::user_id)).load::<i64>(connection).map(drop)
}

/// Removes all links, except links to undo changes that happened before `since`. `None` keeps all links to undo changes.
/// These links stay, so that a thief who changes the address again can't stop the owner from undoing the first change.
pub(crate) fn remove_ended(
    connection: &mut SqliteConnection,
    user: UserId,
    since: Option<i64>,
) -> QueryResult<()> {
    let own = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
    let undo = LinkPurpose::UndoEmailChange.as_str();
    let is_ended =
        one_time_links::purpose.ne(undo).or(one_time_links::created_at.ge(since.unwrap_or(i64::MAX)));
    let delete = diesel::delete(own.filter(is_ended));
    cached(delete.returning(one_time_links::user_id)).load::<i64>(connection).map(drop)
}

/// Makes the links with this purpose invalid. The rows stay, because the limit of links per hour counts them.
pub(crate) fn expire(
    connection: &mut SqliteConnection,
    user: UserId,
    purpose: LinkPurpose,
    at: Timestamp,
) -> QueryResult<()> {
    let own = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
    let valid = own.filter(one_time_links::purpose.eq(purpose.as_str()));
    let valid = valid.filter(one_time_links::expires_at.gt(micros(at)));
    let update = diesel::update(valid).set(one_time_links::expires_at.eq(micros(at)));
    cached(update.returning(one_time_links::user_id)).load::<i64>(connection).map(drop)
}

/// If the owner restored an address without the link to undo its change, removes the links to undo this change and later
/// changes. Returns when the change happened, in microseconds.
pub(crate) fn remove_undone(
    connection: &mut SqliteConnection,
    user: UserId,
    email: &Email,
    at: Timestamp,
) -> QueryResult<Option<i64>> {
    let own = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
    let undo = own.filter(one_time_links::purpose.eq(LinkPurpose::UndoEmailChange.as_str()));
    let live = undo.filter(one_time_links::expires_at.gt(micros(at)));
    let live: Vec<(String, i64)> =
        live.select((one_time_links::email, one_time_links::created_at)).load(connection)?;
    let to_email = live.into_iter().filter_map(ValidLink::from_columns);
    let to_email = to_email.filter(|link| link.email.canonical() == email.canonical());
    let Some(since) = to_email.map(|link| link.created_at).min() else { return Ok(None) };
    let delete = diesel::delete(undo.filter(one_time_links::created_at.ge(since)));
    cached(delete.returning(one_time_links::user_id)).load::<i64>(connection)?;
    Ok(Some(since))
}

/// Removes the links that were sent to other addresses, except links to undo a change.
pub(crate) fn remove_to_other_addresses(
    connection: &mut SqliteConnection,
    user: UserId,
    email: &Email,
) -> QueryResult<()> {
    let own = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
    let to_others = own.filter(one_time_links::email.ne(email.as_str()));
    let undo = LinkPurpose::UndoEmailChange.as_str();
    let delete = diesel::delete(to_others.filter(one_time_links::purpose.ne(undo)));
    cached(delete.returning(one_time_links::user_id)).load::<i64>(connection).map(drop)
}
