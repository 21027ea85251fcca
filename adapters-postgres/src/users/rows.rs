//! Rows of `users`.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{
    Credentials, Email, Language, LoginName, Name, PasswordHash, Preferences, Role, TimeZone, User, Username,
};

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
    email_verified: bool,
    pending_email: Option<String>,
    verification_due_at: Option<Timestamp>,
    role: String,
    language: String,
    time_zone: String,
    login_notices: bool,
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

/// The names of a user who opened a link.
#[derive(QueryableByName)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(super) struct RecipientRow {
    pub(super) email_canonical: String,
    pub(super) username_canonical: String,
    pub(super) pending_email: Option<String>,
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
        let pending_email = row.pending_email.map(|email| Email::parse_existing(&email)).transpose();
        let preferences = Preferences {
            language: Language::parse(&row.language).map_err(|_invalid| corrupt("language"))?,
            time_zone: TimeZone::parse(&row.time_zone).map_err(|_invalid| corrupt("time_zone"))?,
            login_notices: row.login_notices,
        };
        Ok(Self {
            id: UserId::new(row.id).ok_or_else(|| corrupt("id"))?,
            email: Email::parse_existing(&row.email).map_err(|_invalid| corrupt("email"))?,
            username: Username::parse_existing(&row.username).map_err(|_invalid| corrupt("username"))?,
            name: name.map_err(|_invalid| corrupt("name"))?.flatten(),
            email_verified: row.email_verified,
            pending_email: pending_email.map_err(|_invalid| corrupt("pending_email"))?,
            verification_due_at: row.verification_due_at,
            role: Role::from_name(&row.role).ok_or_else(|| corrupt("role"))?,
            preferences,
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
