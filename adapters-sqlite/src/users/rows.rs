//! Rows of `users`.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::NOT_SENT;
use tasklane_core::user::{
    Credentials, Email, Language, Name, NewUser, PasswordHash, Preferences, ProfileChange, Role, TimeZone,
    User, Username,
};

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
    language: &'static str,
    verification_due_at: Option<i64>,
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
    pub(crate) email_verified: Option<bool>,
    pending_email: Option<Option<String>>,
    language: Option<&'static str>,
    time_zone: Option<&'static str>,
    login_notices: Option<bool>,
    updated_at: i64,
}

/// The columns that change when a verified address replaces the address of a user.
#[derive(AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub(crate) struct EmailReplacement {
    email: String,
    email_canonical: String,
    email_verified: bool,
    pending_email: Option<String>,
    verification_due_at: Option<i64>,
    updated_at: i64,
}

/// A user who opened a link.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct Recipient {
    pub(crate) email_canonical: String,
    pub(crate) username_canonical: String,
    pending_email: Option<String>,
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
    email_verified: bool,
    pending_email: Option<String>,
    verification_due_at: Option<i64>,
    role: String,
    language: String,
    time_zone: String,
    login_notices: bool,
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
            language: new.language.tag(),
            verification_due_at: new.verification.map(|_| micros(NOT_SENT)),
        }
    }
}

impl EmailReplacement {
    pub(crate) fn new(email: &Email, at: Timestamp) -> Self {
        Self {
            email: email.as_str().to_owned(),
            email_canonical: email.canonical(),
            email_verified: true,
            pending_email: None,
            verification_due_at: None,
            updated_at: micros(at),
        }
    }
}

impl Recipient {
    /// Returns whether this is the address of the user, ignoring case.
    pub(crate) fn has_address(&self, email: &Email) -> bool {
        self.email_canonical == email.canonical()
    }

    pub(crate) fn has_pending(&self, email: &Email) -> bool {
        self.pending_email.as_deref() == Some(email.as_str())
    }
}

impl From<&ProfileChange> for ProfileRow {
    fn from(change: &ProfileChange) -> Self {
        let ProfileChange { email, username, name, pending_email, preferences, at, .. } = change;
        Self {
            email: email.as_ref().map(|email| email.as_str().to_owned()),
            email_canonical: email.as_ref().map(Email::canonical),
            username: username.as_ref().map(|username| username.as_str().to_owned()),
            username_canonical: username.as_ref().map(Username::canonical),
            name: name.as_ref().map(|name| name.as_ref().map(|name| name.as_str().to_owned())),
            email_verified: None,
            pending_email: pending_email
                .as_ref()
                .map(|email| email.as_ref().map(|email| email.as_str().to_owned())),
            language: preferences.map(|new| new.language.tag()),
            time_zone: preferences.map(|new| new.time_zone.name()),
            login_notices: preferences.map(|new| new.login_notices),
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
        let pending_email =
            row.pending_email.map(|email| column("pending_email").read(Email::parse_existing(&email).ok()));
        let preferences = Preferences {
            language: column("language").read(Language::parse(&row.language).ok())?,
            time_zone: column("time_zone").read(TimeZone::parse(&row.time_zone).ok())?,
            login_notices: row.login_notices,
        };
        Ok(Self {
            id: column("id").read(UserId::new(row.id))?,
            email: column("email").read(Email::parse_existing(&row.email).ok())?,
            username: column("username").read(Username::parse_existing(&row.username).ok())?,
            name,
            email_verified: row.email_verified,
            pending_email: pending_email.transpose()?,
            verification_due_at: column("verification_due_at").maybe_time(row.verification_due_at)?,
            role: column("role").read(Role::from_name(&row.role))?,
            preferences,
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
