//! Users in PostgreSQL.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::NOT_SENT;
use tasklane_core::user::{
    Credentials, EmailChange, EmailUndo, EmailVerification, LoginName, LoginRecord, Name, NewUser,
    PasswordChange, PasswordHash, PasswordReset, ProfileChange, SaveUserError, User, UserStore,
};

use crate::connection::cached_sql::cached_sql;
use crate::connection::errors::Access;
use crate::database::{DEADLINE, Database};
use crate::schema::{known_networks, users};
use crate::users::recovery_statements::{START_VERIFICATION_PERIOD, WAIVE_VERIFICATION};
use crate::users::rows::{CredentialsRow, UserRow};
use crate::users::statements::{CHANGE_SETTINGS, PURGE_DELETED_USERS, REPLACE_HASH, UNLOCK};
use crate::users::{login_names, recovery, transactions, unverified};

pub(crate) struct PostgresUserStore {
    pub(super) database: Database,
}

impl PostgresUserStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Changes the display name and the preferences, in one statement.
    async fn change_settings(&self, change: &ProfileChange) -> Result<Option<UserRow>, StoreError> {
        let ProfileChange { user_id, name, verified_hash: verified, at, .. } = change;
        let preferences = change.preferences.as_ref();
        let update = || {
            cached_sql(CHANGE_SETTINGS).bind_all(|sql| {
                sql.bind::<BigInt, _>(user_id.get())
                    .bind::<Nullable<Text>, _>(verified.as_ref().map(PasswordHash::expose))
                    .bind::<Bool, _>(name.is_some())
                    .bind::<Nullable<Text>, _>(name.as_ref().and_then(Option::as_ref).map(Name::as_str))
                    .bind::<Nullable<Text>, _>(preferences.map(|new| new.language.tag()))
                    .bind::<Nullable<Text>, _>(preferences.map(|new| new.time_zone.name()))
                    .bind::<Nullable<Bool>, _>(preferences.map(|new| new.login_notices))
                    .bind::<Timestamptz, _>(*at)
            })
        };
        let rows: Vec<UserRow> = self.database.write(update).await?;
        Ok(rows.into_iter().next())
    }

    async fn change_in_transaction(&self, change: &ProfileChange) -> Result<Option<UserRow>, SaveUserError> {
        let changed = self.database.transact_or_abort(DEADLINE, |connection| {
            let change = change.clone();
            Box::pin(transactions::change_profile(connection, change))
        });
        let failed = match changed.await {
            Ok(Ok(row)) => return Ok(row),
            Ok(Err(name)) => Ok(name),
            Err(error) => Err(error),
        };
        Err(self.save_error(failed, Some(change.user_id), change.email.as_ref(), change.at).await)
    }
}

#[async_trait]
impl UserStore for PostgresUserStore {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError> {
        let created = self.database.transact_or_abort(DEADLINE, |connection| {
            let new = new.clone();
            Box::pin(transactions::create(connection, new, at))
        });
        let failed = match created.await {
            Ok(Ok(row)) => return Ok(row.try_into()?),
            Ok(Err(name)) => Ok(name),
            Err(error) => Err(error),
        };
        Err(self.save_error(failed, None, Some(&new.email), at).await)
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
        let ProfileChange { email, username, pending_email, mail, .. } = change;
        let concerns_other_rows =
            email.is_some() || username.is_some() || pending_email.is_some() || mail.is_some();
        let changed = if concerns_other_rows {
            self.change_in_transaction(change).await?
        } else {
            self.change_settings(change).await?
        };
        Ok(changed.ok_or(StoreError::Conflict)?.try_into()?)
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

    async fn reset_password(&self, reset: &PasswordReset) -> Result<Option<Vec<SessionId>>, StoreError> {
        let done = self.database.transact_or_abort(DEADLINE, |connection| {
            let reset = reset.clone();
            Box::pin(recovery::reset_password(connection, reset))
        });
        Ok(done.await?.ok())
    }

    async fn verify_email(&self, verification: &EmailVerification) -> Result<bool, StoreError> {
        let done = self.database.transact_or_abort(DEADLINE, |connection| {
            let verification = verification.clone();
            Box::pin(recovery::verify_email(connection, verification))
        });
        Ok(done.await?.is_ok())
    }

    async fn change_email(&self, change: &EmailChange) -> Result<bool, SaveUserError> {
        let done = self.database.transact_or_abort(DEADLINE, |connection| {
            let change = change.clone();
            Box::pin(recovery::change_email(connection, change))
        });
        Ok(self.link_result(done.await, change.link.user_id, change.at).await?.is_some())
    }

    async fn undo_email_change(&self, undo: &EmailUndo) -> Result<Option<Vec<SessionId>>, SaveUserError> {
        let done = self.database.transact_or_abort(DEADLINE, |connection| {
            let undo = undo.clone();
            Box::pin(recovery::undo_email_change(connection, undo))
        });
        self.link_result(done.await, undo.link.user_id, undo.at).await
    }

    async fn start_verification_period(&self, id: UserId, due_at: Timestamp) -> Result<(), StoreError> {
        let update = || {
            cached_sql(START_VERIFICATION_PERIOD).bind_all(|sql| {
                sql.bind::<BigInt, _>(id.get())
                    .bind::<Timestamptz, _>(due_at)
                    .bind::<Timestamptz, _>(NOT_SENT)
            })
        };
        Ok(self.database.execute(update).await.map(drop)?)
    }

    async fn waive_verification(&self, id: UserId) -> Result<(), StoreError> {
        let update = || cached_sql(WAIVE_VERIFICATION).bind_all(|sql| sql.bind::<BigInt, _>(id.get()));
        Ok(self.database.execute(update).await.map(drop)?)
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

    async fn purge_unverified(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        unverified::purge(&self.database, now, limit).await
    }

    async fn purge_deleted_users(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let delete = || {
            cached_sql(PURGE_DELETED_USERS)
                .bind_all(|sql| sql.bind::<Timestamptz, _>(before).bind::<BigInt, _>(i64::from(limit)))
        };
        Ok(self.database.execute(delete).await?)
    }

    async fn purge_released_names(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        login_names::purge(&self.database, now, limit).await
    }
}
