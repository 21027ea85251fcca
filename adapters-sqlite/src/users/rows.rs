//! Rows of `users`.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{Credentials, Email, Name, NewUser, PasswordHash, ProfileChange, User, Username};

use crate::schema::users;
use crate::values::{Column, micros};

#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct NewUserRow {
    pub(crate) email: String,
    pub(crate) email_canonical: String,
    username: String,
    username_canonical: String,
    name: Option<String>,
    hashed_password: String,
    is_active: bool,
    created_at: i64,
    updated_at: i64,
}

/// The columns that a profile change writes. A column that is `None` is not changed.
#[derive(AsChangeset)]
#[diesel(table_name = users)]
pub(crate) struct ProfileRow {
    email: Option<String>,
    pub(crate) email_canonical: Option<String>,
    username: Option<String>,
    pub(crate) username_canonical: Option<String>,
    name: Option<Option<String>>,
    updated_at: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct UserRow {
    id: i64,
    email: String,
    username: String,
    name: Option<String>,
    is_active: bool,
    created_at: i64,
    updated_at: i64,
    unlocked_at: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct CredentialsRow {
    #[diesel(embed)]
    user: UserRow,
    hashed_password: String,
}

impl CredentialsRow {
    pub(crate) fn user_id(&self) -> i64 {
        self.user.id
    }
}

impl NewUserRow {
    pub(crate) fn new(new: &NewUser, at: Timestamp) -> Self {
        Self {
            email: new.email.as_str().to_owned(),
            email_canonical: new.email.canonical(),
            username: new.username.as_str().to_owned(),
            username_canonical: new.username.canonical(),
            name: new.name.as_ref().map(|name| name.as_str().to_owned()),
            hashed_password: new.password_hash.expose().to_owned(),
            is_active: true,
            created_at: micros(at),
            updated_at: micros(at),
        }
    }
}

impl From<&ProfileChange> for ProfileRow {
    fn from(change: &ProfileChange) -> Self {
        let ProfileChange { email, username, name, at, .. } = change;
        Self {
            email: email.as_ref().map(|email| email.as_str().to_owned()),
            email_canonical: email.as_ref().map(Email::canonical),
            username: username.as_ref().map(|username| username.as_str().to_owned()),
            username_canonical: username.as_ref().map(Username::canonical),
            name: name.as_ref().map(|name| name.as_ref().map(|name| name.as_str().to_owned())),
            updated_at: micros(*at),
        }
    }
}

const fn column(column: &'static str) -> Column {
    Column { table: "users", column }
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        let name = row.name.map(|name| column("name").read(Name::parse(&name).ok().flatten())).transpose()?;
        Ok(Self {
            id: column("id").read(UserId::new(row.id))?,
            email: column("email").read(Email::parse_existing(&row.email).ok())?,
            username: column("username").read(Username::parse_existing(&row.username).ok())?,
            name,
            is_active: row.is_active,
            created_at: column("created_at").time(row.created_at)?,
            updated_at: column("updated_at").time(row.updated_at)?,
            unlocked_at: column("unlocked_at").maybe_time(row.unlocked_at)?,
        })
    }
}

impl TryFrom<CredentialsRow> for Credentials {
    type Error = StoreError;

    fn try_from(row: CredentialsRow) -> Result<Self, StoreError> {
        Ok(Self { user: row.user.try_into()?, password_hash: PasswordHash::new(row.hashed_password) })
    }
}
