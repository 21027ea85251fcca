//! Users in PostgreSQL.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{
    CreateUserError, Credentials, Email, LoginName, Name, NewUser, PasswordHash, User, UserStore,
};

use crate::cached_sql::cached_sql;
use crate::database::Database;
use crate::error::StatementError;
use crate::rows::{CredentialsRow, UserRow};
use crate::schema::users;

const REPLACE_HASH: &str = "UPDATE users SET hashed_password = $3 WHERE id = $1 AND hashed_password = $2";
const SET_ACTIVE: &str = "UPDATE users SET is_active = $2, updated_at = $3 WHERE id = $1";

pub(crate) struct PostgresUserStore {
    database: Database,
}

impl PostgresUserStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn taken(&self, error: StatementError, email: &Email) -> CreateUserError {
        if error.violates("users_email_canonical_key") {
            return CreateUserError::EmailTaken;
        }
        if !error.violates("users_username_canonical_key") {
            return CreateUserError::Store(error.into());
        }
        // The server names the index that it looked at first, which need not be that of the e-mail.
        match self.has_email(email).await {
            Ok(true) => CreateUserError::EmailTaken,
            Ok(false) => CreateUserError::UsernameTaken,
            Err(error) => CreateUserError::Store(error),
        }
    }

    async fn has_email(&self, email: &Email) -> Result<bool, StoreError> {
        let canonical = email.canonical();
        let found: Vec<i64> = self
            .database
            .read(|| users::table.filter(users::email_canonical.eq(canonical.as_str())).select(users::id))
            .await?;
        Ok(!found.is_empty())
    }
}

#[async_trait]
impl UserStore for PostgresUserStore {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, CreateUserError> {
        let insert = || {
            diesel::insert_into(users::table)
                .values((
                    users::email.eq(new.email.as_str()),
                    users::email_canonical.eq(new.email.canonical()),
                    users::username.eq(new.username.as_str()),
                    users::username_canonical.eq(new.username.canonical()),
                    users::name.eq(new.name.as_ref().map(Name::as_str)),
                    users::hashed_password.eq(new.password_hash.expose()),
                    users::is_active.eq(true),
                    users::created_at.eq(at),
                    users::updated_at.eq(at),
                ))
                .returning(UserRow::as_returning())
        };
        match self.database.write(insert).await {
            Ok(rows) => only(rows)?.try_into().map_err(CreateUserError::Store),
            Err(error) => Err(self.taken(error, &new.email).await),
        }
    }

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let rows: Vec<UserRow> =
            self.database.read(|| users::table.find(id.get()).select(UserRow::as_select())).await?;
        rows.into_iter().next().map(User::try_from).transpose()
    }

    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError> {
        let all = || users::table.select(CredentialsRow::as_select());
        let rows: Vec<CredentialsRow> = match name {
            LoginName::Email(canonical) => {
                self.database.read(|| all().filter(users::email_canonical.eq(canonical.as_str()))).await?
            }
            LoginName::Username(canonical) => {
                self.database.read(|| all().filter(users::username_canonical.eq(canonical.as_str()))).await?
            }
        };
        rows.into_iter().next().map(Credentials::try_from).transpose()
    }

    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let update = || {
            cached_sql(REPLACE_HASH).bind_all(|sql| {
                sql.bind::<BigInt, _>(id.get()).bind::<Text, _>(from.expose()).bind::<Text, _>(to.expose())
            })
        };
        Ok(self.database.execute(update).await? == 1)
    }

    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError> {
        let update = || {
            cached_sql(SET_ACTIVE).bind_all(|sql| {
                sql.bind::<BigInt, _>(id.get()).bind::<Bool, _>(active).bind::<Timestamptz, _>(at)
            })
        };
        Ok(self.database.execute(update).await? == 1)
    }
}

/// The row that INSERT … RETURNING always gives.
fn only(rows: Vec<UserRow>) -> Result<UserRow, StoreError> {
    rows.into_iter().next().ok_or_else(|| StoreError::Rejected(diesel::NotFound.into()))
}
