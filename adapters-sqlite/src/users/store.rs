//! Users in SQLite.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::{LinkPurpose, NOT_SENT};
use tasklane_core::user::{
    Credentials, EmailChange, EmailUndo, EmailVerification, LoginName, LoginRecord, NewUser, PasswordChange,
    PasswordHash, PasswordReset, ProfileChange, SaveUserError, User, UserStore,
};

use crate::connection::cached_sql::{cached, cached_as};
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::mails::{links, outbox};
use crate::schema::users;
use crate::users::known_networks::is_known;
use crate::users::rows::{CredentialsRow, UserRow};
use crate::users::statements::{self, PURGE_DELETED_USERS, find_credentials, revoke_sessions};
use crate::users::{login_names, recovery, unverified};
use crate::values::{micros, session_ids};

#[async_trait]
impl UserStore for SqliteDatabase {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError> {
        let new = new.clone();
        self.threads.write(move |connection| statements::create(connection, &new, at)).await
    }

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let found = users::table.find(id.get()).select(UserRow::as_select());
        let row =
            self.threads.read(move |connection| found.first(connection).optional().map_err(store_error));
        row.await?.map(User::try_from).transpose()
    }

    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError> {
        let name = name.clone();
        let row =
            self.threads.read(move |connection| find_credentials(connection, name).map_err(store_error));
        row.await?.map(Credentials::try_from).transpose()
    }

    async fn find_for_login(
        &self,
        name: &LoginName,
        network: NetworkBlock,
        known_since: Timestamp,
    ) -> Result<Option<LoginRecord>, StoreError> {
        let name = name.clone();
        let select = move |connection: &mut SqliteConnection| {
            let row = find_credentials(connection, name)?;
            // No user has the id 0. The query runs anyway, so that an unknown name takes as long as a known name.
            let user = row.as_ref().map_or(0, CredentialsRow::user_id);
            Ok((row, is_known(connection, user, network, known_since)?))
        };
        let found = self.threads.read(move |connection| select(connection).map_err(store_error));
        let (row, is_known_network) = found.await?;
        let credentials = row.map(Credentials::try_from).transpose()?;
        Ok(credentials.map(|credentials| LoginRecord { credentials, is_known_network }))
    }

    async fn find_credentials_of(&self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        let found = users::table.find(id.get()).select(CredentialsRow::as_select());
        let row =
            self.threads.read(move |connection| found.first(connection).optional().map_err(store_error));
        row.await?.map(Credentials::try_from).transpose()
    }

    async fn change_profile(&self, change: &ProfileChange) -> Result<User, SaveUserError> {
        let change = change.clone();
        self.threads.write(move |connection| statements::change_profile(connection, &change)).await
    }

    async fn list(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, StoreError> {
        // Ids start at 1.
        let after = after.map_or(0, UserId::get);
        let next = users::table.filter(users::id.gt(after)).order(users::id).limit(limit.into());
        let next = next.select(UserRow::as_select());
        let rows: Vec<UserRow> =
            self.threads.read(move |connection| next.load(connection).map_err(store_error)).await?;
        rows.into_iter().map(User::try_from).collect()
    }

    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let [from, to] = [from, to].map(|hash| hash.expose().to_owned());
        let written = self.threads.write(move |connection| {
            let stored = users::table.find(id.get()).filter(users::hashed_password.eq(from));
            let update = diesel::update(stored).set(users::hashed_password.eq(to)).returning(users::id);
            cached(update).get_result::<i64>(connection).optional().map_err(store_error)
        });
        Ok(written.await?.is_some())
    }

    async fn change_password(&self, change: &PasswordChange) -> Result<Vec<SessionId>, StoreError> {
        let PasswordChange { user_id, kept_session, at, .. } = *change;
        let [from, to] = [&change.old_hash, &change.new_hash].map(|hash| hash.expose().to_owned());
        let mail = change.mail.clone();
        let revoked = self.threads.write(move |connection| {
            let stored = users::table.find(user_id.get()).filter(users::hashed_password.eq(from));
            // A thief with the old password may have entered the pending address.
            let changes = (
                users::hashed_password.eq(to),
                users::pending_email.eq(None::<String>),
                users::updated_at.eq(micros(at)),
            );
            let update = diesel::update(stored).set(changes).returning(users::id);
            let written = cached(update).get_result::<i64>(connection).optional().map_err(store_error)?;
            written.ok_or(StoreError::Conflict)?;
            for purpose in [LinkPurpose::ResetPassword, LinkPurpose::VerifyNewEmail] {
                links::expire(connection, user_id, purpose, at).map_err(store_error)?;
            }
            outbox::insert(connection, mail.as_ref()).map_err(store_error)?;
            revoke_sessions(connection, user_id, kept_session, at).map_err(store_error)
        });
        session_ids(&revoked.await?)
    }

    async fn reset_password(&self, reset: &PasswordReset) -> Result<Option<Vec<SessionId>>, StoreError> {
        let reset = reset.clone();
        let done = self
            .threads
            .write(move |connection| recovery::reset_password(connection, &reset).map_err(store_error));
        done.await?.map(|revoked| session_ids(&revoked)).transpose()
    }

    async fn verify_email(&self, verification: &EmailVerification) -> Result<bool, StoreError> {
        let verification = verification.clone();
        let verify = move |connection: &mut SqliteConnection| {
            recovery::verify_email(connection, &verification).map_err(store_error)
        };
        self.threads.write(verify).await
    }

    async fn change_email(&self, change: &EmailChange) -> Result<bool, SaveUserError> {
        let change = change.clone();
        self.threads.write(move |connection| recovery::change_email(connection, &change)).await
    }

    async fn undo_email_change(&self, undo: &EmailUndo) -> Result<Option<Vec<SessionId>>, SaveUserError> {
        let undo = undo.clone();
        let done = self.threads.write(move |connection| recovery::undo_email_change(connection, &undo));
        Ok(done.await?.map(|revoked| session_ids(&revoked)).transpose()?)
    }

    async fn start_verification_period(&self, id: UserId, due_at: Timestamp) -> Result<(), StoreError> {
        let not_sent = users::table.find(id.get()).filter(users::verification_due_at.eq(micros(NOT_SENT)));
        let update = diesel::update(not_sent).set(users::verification_due_at.eq(micros(due_at)));
        let update = cached(update.returning(users::id));
        self.threads
            .write(move |connection| update.load::<i64>(connection).map_err(store_error))
            .await
            .map(drop)
    }

    async fn waive_verification(&self, id: UserId) -> Result<(), StoreError> {
        let update = diesel::update(users::table.find(id.get()));
        let update = cached(update.set(users::verification_due_at.eq(None::<i64>)).returning(users::id));
        self.threads
            .write(move |connection| update.load::<i64>(connection).map_err(store_error))
            .await
            .map(drop)
    }

    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError> {
        let written = self.threads.write(move |connection| {
            let changes = (users::is_active.eq(active), users::updated_at.eq(micros(at)));
            let update = diesel::update(users::table.find(id.get())).set(changes).returning(users::id);
            let written = cached(update).get_result::<i64>(connection).optional().map_err(store_error)?;
            if !active {
                revoke_sessions(connection, id, None, at).map_err(store_error)?;
            }
            Ok::<_, StoreError>(written)
        });
        Ok(written.await?.is_some())
    }

    async fn unlock(&self, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let update = move |connection: &mut SqliteConnection| {
            let update = diesel::update(users::table.find(id.get())).set(users::unlocked_at.eq(micros(at)));
            let written = cached(update.returning(users::id)).get_result::<i64>(connection).optional();
            Ok::<_, StoreError>(written.map_err(store_error)?.is_some())
        };
        self.threads.write(update).await
    }

    async fn delete(&self, id: UserId, verified: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let verified = verified.expose().to_owned();
        let delete = move |connection: &mut SqliteConnection| {
            statements::delete(connection, id, &verified, at).map_err(store_error)
        };
        if self.threads.write(delete).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    async fn purge_unverified(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let purge = move |connection: &mut SqliteConnection| unverified::purge(connection, now, limit);
        self.threads.write(move |connection| purge(connection).map_err(store_error)).await
    }

    async fn purge_deleted_users(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let delete = diesel::sql_query(PURGE_DELETED_USERS)
            .bind::<BigInt, _>(micros(before))
            .bind::<BigInt, _>(i64::from(limit));
        self.threads.write(move |connection| delete.execute(connection).map_err(store_error)).await
    }

    async fn purge_released_names(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let delete = move |connection: &mut SqliteConnection| {
            let delete = diesel::sql_query(login_names::PURGE)
                .bind::<BigInt, _>(micros(now))
                .bind::<BigInt, _>(i64::from(limit));
            cached_as::<(BigInt,), _>(delete).load::<(i64,)>(connection).map_err(store_error)
        };
        Ok(self.threads.write::<_, StoreError, _>(delete).await?.len())
    }
}
