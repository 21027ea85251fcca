//! Users in PostgreSQL.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{
    Credentials, Email, LoginName, LoginRecord, Name, NewUser, PasswordChange, PasswordHash, ProfileChange,
    SaveUserError, User, UserStore, Username,
};

use crate::connection::cached_sql::cached_sql;
use crate::connection::errors::{Access, StatementError};
use crate::database::Database;
use crate::schema::{known_networks, users};
use crate::users::rows::{CredentialsRow, UserRow};
use crate::users::statements::{CHANGE_PROFILE, PURGE_DELETED_USERS, REPLACE_HASH, UNLOCK};
use crate::users::transactions;

pub(crate) struct PostgresUserStore {
    database: Database,
}

impl PostgresUserStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn save_error(
        &self,
        error: StatementError,
        own: Option<UserId>,
        email: Option<&Email>,
    ) -> SaveUserError {
        if error.violates("users_email_canonical_key") {
            return SaveUserError::EmailTaken;
        }
        if !error.violates("users_username_canonical_key") {
            return SaveUserError::Store(error.into());
        }
        // The server reports only one violated index. If both values are taken, the e-mail address must be reported.
        match self.has_email(own, email).await {
            Ok(true) => SaveUserError::EmailTaken,
            Ok(false) => SaveUserError::UsernameTaken,
            Err(error) => SaveUserError::Store(error),
        }
    }

    /// Whether another user has this address.
    async fn has_email(&self, own: Option<UserId>, email: Option<&Email>) -> Result<bool, StoreError> {
        let Some(canonical) = email.map(Email::canonical) else { return Ok(false) };
        let own = own.map_or(0, UserId::get);
        let found: Vec<i64> = self
            .database
            .read(|| {
                let same = users::table.filter(users::email_canonical.eq(canonical.as_str()));
                same.filter(users::id.ne(own)).select(users::id)
            })
            .await?;
        Ok(!found.is_empty())
    }
}

#[async_trait]
impl UserStore for PostgresUserStore {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError> {
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
            Ok(rows) => single_row(rows)?.try_into().map_err(SaveUserError::Store),
            Err(error) => Err(self.save_error(error, None, Some(&new.email)).await),
        }
    }

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let rows: Vec<UserRow> =
            self.database.read_pipelined(|| users::table.find(id.get()).select(UserRow::as_select())).await?;
        rows.into_iter().next().map(User::try_from).transpose()
    }

    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError> {
        let all = || users::table.select(CredentialsRow::as_select());
        let rows: Vec<CredentialsRow> = match name {
            LoginName::Email(canonical) => {
                self.database
                    .read_pipelined(|| all().filter(users::email_canonical.eq(canonical.as_str())))
                    .await?
            }
            LoginName::Username(canonical) => {
                self.database
                    .read_pipelined(|| all().filter(users::username_canonical.eq(canonical.as_str())))
                    .await?
            }
        };
        rows.into_iter().next().map(Credentials::try_from).transpose()
    }

    /// Runs two statements, because Citus finds the node with the networks by the user's id, not by a name.
    async fn find_for_login(
        &self,
        name: &LoginName,
        network: NetworkBlock,
        known_since: Timestamp,
    ) -> Result<Option<LoginRecord>, StoreError> {
        let credentials = self.find_credentials(name).await?;
        // No user has the id 0. The query runs anyway, so that an unknown name takes as long as a known name.
        let user = credentials.as_ref().map_or(0, |credentials| credentials.user.id.get());
        let network = network.to_string();
        let found: Vec<i64> = self
            .database
            .read_pipelined(|| {
                let known = known_networks::table.filter(known_networks::user_id.eq(user));
                known
                    .filter(known_networks::network.eq(network.as_str()))
                    .filter(known_networks::last_login_at.gt(known_since))
                    .select(known_networks::user_id)
            })
            .await?;
        Ok(credentials.map(|credentials| LoginRecord { credentials, is_known_network: !found.is_empty() }))
    }

    async fn find_credentials_of(&self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        let rows: Vec<CredentialsRow> = self
            .database
            .read_pipelined(|| users::table.find(id.get()).select(CredentialsRow::as_select()))
            .await?;
        rows.into_iter().next().map(Credentials::try_from).transpose()
    }

    async fn change_profile(&self, change: &ProfileChange) -> Result<User, SaveUserError> {
        let ProfileChange { user_id, email, username, name, verified_hash: verified, at } = change;
        let email_canonical = email.as_ref().map(Email::canonical);
        let username_canonical = username.as_ref().map(Username::canonical);
        let update = || {
            cached_sql(CHANGE_PROFILE).bind_all(|sql| {
                sql.bind::<BigInt, _>(user_id.get())
                    .bind::<Nullable<Text>, _>(verified.as_ref().map(PasswordHash::expose))
                    .bind::<Nullable<Text>, _>(email.as_ref().map(Email::as_str))
                    .bind::<Nullable<Text>, _>(email_canonical.as_deref())
                    .bind::<Nullable<Text>, _>(username.as_ref().map(Username::as_str))
                    .bind::<Nullable<Text>, _>(username_canonical.as_deref())
                    .bind::<Bool, _>(name.is_some())
                    .bind::<Nullable<Text>, _>(name.as_ref().and_then(Option::as_ref).map(Name::as_str))
                    .bind::<Timestamptz, _>(*at)
            })
        };
        let rows: Vec<UserRow> = match self.database.write(update).await {
            Ok(rows) => rows,
            Err(error) => return Err(self.save_error(error, Some(*user_id), email.as_ref()).await),
        };
        Ok(rows.into_iter().next().ok_or(StoreError::Conflict)?.try_into()?)
    }

    async fn list(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, StoreError> {
        // Ids start at 1.
        let after = after.map_or(0, UserId::get);
        let rows: Vec<UserRow> = self
            .database
            .read(|| {
                let next = users::table.filter(users::id.gt(after)).order(users::id);
                next.limit(limit.into()).select(UserRow::as_select())
            })
            .await?;
        rows.into_iter().map(User::try_from).collect()
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

    async fn change_password(&self, change: &PasswordChange) -> Result<Vec<SessionId>, StoreError> {
        let revoked = self.database.transact(Access::Write, |connection| {
            let change = change.clone();
            Box::pin(transactions::change_password(connection, change))
        });
        revoked.await?.ok_or(StoreError::Conflict)
    }

    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError> {
        let found = self.database.transact(Access::Write, move |connection| {
            Box::pin(transactions::set_active(connection, id, active, at))
        });
        Ok(found.await?)
    }

    async fn unlock(&self, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let update =
            || cached_sql(UNLOCK).bind_all(|sql| sql.bind::<BigInt, _>(id.get()).bind::<Timestamptz, _>(at));
        Ok(self.database.execute(update).await? == 1)
    }

    async fn delete(&self, id: UserId, verified: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let deleted = self.database.transact(Access::Write, |connection| {
            let verified = verified.clone();
            Box::pin(transactions::delete(connection, id, verified, at))
        });
        if deleted.await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    async fn purge_deleted_users(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let delete = || {
            cached_sql(PURGE_DELETED_USERS)
                .bind_all(|sql| sql.bind::<Timestamptz, _>(before).bind::<BigInt, _>(i64::from(limit)))
        };
        Ok(self.database.execute(delete).await?)
    }
}

/// Returns the row that INSERT … RETURNING always returns.
fn single_row(rows: Vec<UserRow>) -> Result<UserRow, StoreError> {
    rows.into_iter().next().ok_or_else(|| StoreError::Rejected(diesel::NotFound.into()))
}
