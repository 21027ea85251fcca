//! The records of login names, which decide whether a name is free.
//!
//! The previous release writes only `users`. So a user may have a name without a record, and a record may belong to a user
//! who no longer has the name.

use diesel::dsl::exists;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{LoginName, NameRecord, NameStep, SaveUserError};

use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::schema::{login_names, users};
use crate::values::{Column, micros, user_id};

/// This statement is raw SQL, because Diesel has no LIMIT for a DELETE.
pub(super) const PURGE: &str = "DELETE FROM login_names WHERE (canonical, kind) IN \
     (SELECT canonical, kind FROM login_names WHERE released_until <= ? ORDER BY released_until LIMIT ?) RETURNING user_id";

/// Executes the steps of a user. Fails if the user can't take a name.
pub(super) fn execute(
    connection: &mut SqliteConnection,
    user: UserId,
    steps: Vec<NameStep>,
    at: Timestamp,
) -> Result<(), SaveUserError> {
    for step in steps {
        match step {
            NameStep::Claim(name) if is_taken(connection, user, &name, at)? => return Err(name_taken(&name)),
            NameStep::Claim(name) => write(connection, user, &name, None),
            NameStep::Release(name, until) => release(connection, user, &name, until),
        }
        .map_err(store_error)?;
    }
    Ok(())
}

/// Reserves the name for the user until the given time. Overwrites the record even if it contains another user: the
/// unique indexes of `users` ensure that this other user no longer has the name.
pub(super) fn release(
    connection: &mut SqliteConnection,
    user: UserId,
    name: &LoginName,
    until: Timestamp,
) -> QueryResult<()> {
    write(connection, user, name, Some(micros(until)))
}

fn name_taken(name: &LoginName) -> SaveUserError {
    match name {
        LoginName::Email(_) => SaveUserError::EmailTaken,
        LoginName::Username(_) => SaveUserError::UsernameTaken,
    }
}

fn write(
    connection: &mut SqliteConnection,
    user: UserId,
    name: &LoginName,
    released_until: Option<i64>,
) -> QueryResult<()> {
    let row = (
        login_names::kind.eq(name.kind()),
        login_names::canonical.eq(name.canonical()),
        login_names::user_id.eq(user.get()),
        login_names::released_until.eq(released_until),
    );
    let replace = diesel::replace_into(login_names::table).values(row).returning(login_names::user_id);
    cached(replace).get_result::<i64>(connection).map(drop)
}

/// Whether another user has the name, or whether it is reserved for another user.
fn is_taken(
    connection: &mut SqliteConnection,
    user: UserId,
    name: &LoginName,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let stored = login_names::table
        .find((name.canonical(), name.kind()))
        .select((login_names::user_id, login_names::released_until))
        .first::<(i64, Option<i64>)>(connection)
        .optional()
        .map_err(store_error)?;
    let Some((holder, released_until)) = stored else { return Ok(false) };
    let until = Column { table: "login_names", column: "released_until" }.maybe_time(released_until)?;
    let record = NameRecord { user_id: user_id("login_names", "user_id", holder)?, released_until: until };
    if !record.blocks(user, at) {
        return Ok(false);
    }
    Ok(until.is_some() || has_name(connection, holder, name).map_err(store_error)?)
}

/// Whether the row of the user has the name.
fn has_name(connection: &mut SqliteConnection, user: i64, name: &LoginName) -> QueryResult<bool> {
    let row = users::table.find(user);
    match name {
        LoginName::Email(canonical) => {
            diesel::select(exists(row.filter(users::email_canonical.eq(canonical)))).get_result(connection)
        }
        LoginName::Username(canonical) => {
            diesel::select(exists(row.filter(users::username_canonical.eq(canonical)))).get_result(connection)
        }
    }
}

/// Whether the name is reserved for a user other than `own`.
pub(super) fn is_reserved(
    connection: &mut SqliteConnection,
    own: i64,
    name: &LoginName,
    at: Timestamp,
) -> QueryResult<bool> {
    let record = login_names::table.find((name.canonical(), name.kind()));
    let reserved = record.filter(login_names::released_until.gt(micros(at)));
    diesel::select(exists(reserved.filter(login_names::user_id.ne(own)))).get_result(connection)
}
