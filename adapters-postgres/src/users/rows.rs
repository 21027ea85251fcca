//! Rows of `users`.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{Credentials, Email, LoginName, Name, PasswordHash, User, Username};

use crate::schema::users;

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(crate) struct UserRow {
    pub(super) id: i64,
    email: String,
    username: String,
    name: Option<String>,
    is_active: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    unlocked_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(crate) struct CredentialsRow {
    #[diesel(embed)]
    user: UserRow,
    hashed_password: String,
}

/// The canonical names of a user.
#[derive(QueryableByName)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(super) struct NamesRow {
    email_canonical: String,
    username_canonical: String,
}

impl From<NamesRow> for [LoginName; 2] {
    fn from(row: NamesRow) -> Self {
        [LoginName::Email(row.email_canonical), LoginName::Username(row.username_canonical)]
    }
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "users", column };
        let name = row.name.map(|name| Name::parse(&name)).transpose();
        Ok(Self {
            id: UserId::new(row.id).ok_or_else(|| corrupt("id"))?,
            email: Email::parse_existing(&row.email).map_err(|_invalid| corrupt("email"))?,
            username: Username::parse_existing(&row.username).map_err(|_invalid| corrupt("username"))?,
            name: name.map_err(|_invalid| corrupt("name"))?.flatten(),
            is_active: row.is_active,
            created_at: row.created_at,
            updated_at: row.updated_at,
            unlocked_at: row.unlocked_at,
        })
    }
}

impl TryFrom<CredentialsRow> for Credentials {
    type Error = StoreError;

    fn try_from(row: CredentialsRow) -> Result<Self, StoreError> {
        Ok(Self { user: row.user.try_into()?, password_hash: PasswordHash::new(row.hashed_password) })
    }
}
