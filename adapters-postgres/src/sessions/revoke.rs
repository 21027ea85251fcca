//! Revokes one session, and queues the notice of the revocation.

use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::AsyncPgConnection;
use diesel_async::methods::ExecuteDsl;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::QueuedMail;

use crate::connection::cached_sql::cached_sql;
use crate::database::{DEADLINE, TransactionAborted};
use crate::mails::outbox;
use crate::sessions::statements::REVOKE;
use crate::sessions::store::PostgresSessionStore;

/// The session was not live, so the notice was not queued.
struct NotLive;

fn update(user: UserId, id: SessionId, at: Timestamp) -> impl ExecuteDsl<AsyncPgConnection> + Send {
    cached_sql(REVOKE)
        .bind_all(|sql| sql.bind::<BigInt, _>(user.get()).bind::<SqlUuid, _>(id.0).bind::<Timestamptz, _>(at))
}

impl PostgresSessionStore {
    pub(super) async fn revoke_one(
        &self,
        user: UserId,
        id: SessionId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.database.execute(|| update(user, id, at)).await? > 0)
    }

    /// Inserts the notice before it revokes the session. The foreign key of the notice locks the row of the user, which must be
    /// locked first (`users/statements.rs`).
    pub(super) async fn revoke_with_notice(
        &self,
        user: UserId,
        id: SessionId,
        at: Timestamp,
        notice: &QueuedMail,
    ) -> Result<bool, StoreError> {
        let revoked = self.database.transact_or_abort(DEADLINE, |connection| {
            let notice = notice.clone();
            Box::pin(async move {
                outbox::insert(connection, Some(&notice)).await?;
                match diesel_async::RunQueryDsl::execute(update(user, id, at), connection).await? {
                    0 => Err(TransactionAborted::Declined(NotLive)),
                    _ => Ok(()),
                }
            })
        });
        match revoked.await {
            Ok(revoked) => Ok(revoked.is_ok()),
            Err(error) if error.violates(outbox::USER_KEY) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
