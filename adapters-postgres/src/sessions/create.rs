//! Creates a session, and queues the notice of a login.

use diesel::QueryResult;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::AsyncPgConnection;
use diesel_async::methods::ExecuteDsl;
use tasklane_core::ids::SessionId;
use tasklane_core::session::Session;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::QueuedMail;
use tasklane_core::user::{KnownNetwork, PasswordHash};

use crate::connection::cached_sql::cached_sql;
use crate::connection::errors::Access;
use crate::mails::outbox;
use crate::sessions::statements::{CREATE, REVOKE_EXCESS};
use crate::sessions::store::{PostgresSessionStore, rows};
use crate::values::SessionIdRow;

/// The parameters of [`CREATE`].
#[derive(Clone)]
struct NewSession {
    session: Session,
    verified: PasswordHash,
    ip: Option<String>,
    network: Option<String>,
}

impl NewSession {
    fn new(session: &Session, verified: &PasswordHash) -> Self {
        Self {
            ip: session.client.ip.map(|ip| ip.to_string()),
            network: session.client.network().map(|network| network.to_string()),
            session: session.clone(),
            verified: verified.clone(),
        }
    }

    fn insert(&self) -> impl ExecuteDsl<AsyncPgConnection> + Send + '_ {
        let Self { session, verified, ip, network } = self;
        let tip = &session.refresh.tip;
        let used = session.refresh.used.as_ref().map(|handle| handle.0.as_slice());
        let others = rows(KnownNetwork::MAX_PER_USER).saturating_sub(1);
        let rotation = session.refresh.rotation.as_ref();
        cached_sql(CREATE).bind_all(|sql| {
            sql.bind::<BigInt, _>(session.user_id.get())
                .bind::<SqlUuid, _>(session.id.0)
                .bind::<Nullable<Bytea>, _>(used)
                .bind::<Bytea, _>(tip.handle.0.as_slice())
                .bind::<Timestamptz, _>(tip.issued_at)
                .bind::<Timestamptz, _>(tip.expires_at)
                .bind::<Nullable<Text>, _>(session.client.user_agent())
                .bind::<Nullable<Text>, _>(ip.as_deref())
                .bind::<Timestamptz, _>(session.created_at)
                .bind::<Timestamptz, _>(session.last_used_at)
                .bind::<Timestamptz, _>(session.expires_at)
                .bind::<Text, _>(verified.expose())
                .bind::<Nullable<Text>, _>(network.as_deref())
                .bind::<Timestamptz, _>(session.created_at - KnownNetwork::PRECISION)
                .bind::<BigInt, _>(others)
                .bind::<Nullable<BigInt>, _>(rotation.map(|rotation| i64::from(rotation.ordinal)))
                .bind::<Nullable<Bytea>, _>(rotation.map(|rotation| rotation.numbered.0.as_slice()))
        })
    }
}

impl PostgresSessionStore {
    /// Returns false if the user does not exist, is inactive, or has another password hash. Without a notice, runs one
    /// statement.
    pub(super) async fn insert(
        &self,
        session: &Session,
        verified: &PasswordHash,
        notice: Option<&QueuedMail>,
    ) -> Result<bool, StoreError> {
        let new = NewSession::new(session, verified);
        let Some(notice) = notice else { return Ok(self.database.execute(|| new.insert()).await? == 1) };
        let created = self.database.transact(Access::Write, |connection| {
            let (new, notice) = (new.clone(), notice.clone());
            Box::pin(create_with_notice(connection, new, notice))
        });
        Ok(created.await?)
    }

    pub(super) async fn revoke_excess(
        &self,
        session: &Session,
        max: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        let update = || {
            cached_sql(REVOKE_EXCESS).bind_all(|sql| {
                sql.bind::<BigInt, _>(session.user_id.get())
                    .bind::<Timestamptz, _>(session.created_at)
                    .bind::<SqlUuid, _>(session.id.0)
                    .bind::<BigInt, _>(rows(max))
            })
        };
        let revoked: Vec<SessionIdRow> = self.database.write(update).await?;
        Ok(revoked.into_iter().map(|row| SessionId(row.id)).collect())
    }
}

async fn create_with_notice(
    connection: &mut AsyncPgConnection,
    new: NewSession,
    notice: QueuedMail,
) -> QueryResult<bool> {
    let is_created = diesel_async::RunQueryDsl::execute(new.insert(), connection).await? == 1;
    outbox::insert(connection, Some(&notice).filter(|_| is_created)).await?;
    Ok(is_created)
}
