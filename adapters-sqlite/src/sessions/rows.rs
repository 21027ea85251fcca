//! Rows of `sessions`.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool};
use tasklane_core::ids::UserId;
use tasklane_core::session::{
    Client, IssuedRefresh, RefreshChange, RefreshHandle, RefreshState, RetiredRefresh, Rotation, Session,
    SessionKey,
};
use tasklane_core::store_error::StoreError;

use crate::schema::sessions;
use crate::values::Column;
use crate::values::{micros, session_id};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    user_id: i64,
    id: Vec<u8>,
    refresh_used: Option<Vec<u8>>,
    refresh_tip: Vec<u8>,
    refresh_tip_issued_at: i64,
    refresh_tip_expires_at: i64,
    user_agent: Option<String>,
    ip: Option<String>,
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    #[diesel(embed)]
    rotation: RotationColumns,
    last_user_agent: Option<String>,
    last_ip: Option<String>,
}

/// The columns of a rotating session. In sessions that do not rotate, all these columns are NULL.
#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = sessions, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(clippy::struct_field_names, reason = "the fields have the names of the columns")]
pub(crate) struct RotationColumns {
    refresh_ordinal: Option<i64>,
    refresh_numbered: Option<Vec<u8>>,
    refresh_confirmed_at: Option<i64>,
    refresh_retired: Option<Vec<u8>>,
}

/// A session that a scan over all users has read.
#[derive(QueryableByName)]
pub(crate) struct ScannedRow {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub(crate) is_match: bool,
}

impl ScannedRow {
    pub(crate) fn key(&self) -> Result<SessionKey, StoreError> {
        let user_id = column("user_id").read(UserId::new(self.user_id))?;
        Ok(SessionKey { user_id, id: session_id(&self.id)? })
    }
}

/// The columns that a refresh changes.
#[derive(AsChangeset)]
#[diesel(table_name = sessions, treat_none_as_null = true)]
pub(crate) struct RefreshRow {
    refresh_used: Option<Vec<u8>>,
    refresh_tip: Vec<u8>,
    refresh_tip_issued_at: i64,
    refresh_tip_expires_at: i64,
    last_used_at: i64,
    #[diesel(embed)]
    rotation: RotationColumns,
    last_user_agent: Option<String>,
    last_ip: Option<String>,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            user_id: session.user_id.get(),
            id: session.id.0.as_bytes().to_vec(),
            refresh_used: session.refresh.used.map(|handle| handle.0.to_vec()),
            refresh_tip: session.refresh.tip.handle.0.to_vec(),
            refresh_tip_issued_at: micros(session.refresh.tip.issued_at),
            refresh_tip_expires_at: micros(session.refresh.tip.expires_at),
            user_agent: session.client.user_agent().map(str::to_owned),
            ip: session.client.ip.map(|ip| ip.to_string()),
            created_at: micros(session.created_at),
            last_used_at: micros(session.last_used_at),
            expires_at: micros(session.expires_at),
            revoked_at: session.revoked_at.map(micros),
            rotation: RotationColumns::write(session.refresh.rotation.as_ref()),
            last_user_agent: session.last_client.user_agent().map(str::to_owned),
            last_ip: session.last_client.ip.map(|ip| ip.to_string()),
        }
    }
}

impl From<&RefreshChange> for RefreshRow {
    fn from(change: &RefreshChange) -> Self {
        Self {
            refresh_used: change.refresh.used.map(|handle| handle.0.to_vec()),
            refresh_tip: change.refresh.tip.handle.0.to_vec(),
            refresh_tip_issued_at: micros(change.refresh.tip.issued_at),
            refresh_tip_expires_at: micros(change.refresh.tip.expires_at),
            last_used_at: micros(change.last_used_at),
            rotation: RotationColumns::write(change.refresh.rotation.as_ref()),
            last_user_agent: change.last_client.user_agent().map(str::to_owned),
            last_ip: change.last_client.ip.map(|ip| ip.to_string()),
        }
    }
}

impl RotationColumns {
    fn write(rotation: Option<&Rotation>) -> Self {
        Self {
            refresh_ordinal: rotation.map(|rotation| rotation.ordinal.into()),
            refresh_numbered: rotation.map(|rotation| rotation.numbered.0.to_vec()),
            refresh_confirmed_at: rotation.and_then(|rotation| rotation.confirmed_at).map(micros),
            refresh_retired: rotation.and_then(|rotation| RetiredRefresh::encode(&rotation.retired)),
        }
    }

    fn read(self) -> Result<Option<Rotation>, StoreError> {
        let (Some(ordinal), Some(numbered)) = (self.refresh_ordinal, self.refresh_numbered) else {
            return Ok(None);
        };
        let retired = self.refresh_retired.as_deref().map_or(Some(Vec::new()), RetiredRefresh::decode);
        Ok(Some(Rotation {
            ordinal: column("refresh_ordinal").read(ordinal.try_into().ok())?,
            numbered: RefreshHandle(column("refresh_numbered").bytes(&numbered)?),
            confirmed_at: column("refresh_confirmed_at").maybe_time(self.refresh_confirmed_at)?,
            retired: column("refresh_retired").read(retired)?,
        }))
    }
}

const fn column(column: &'static str) -> Column {
    Column { table: "sessions", column }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let used = row.refresh_used.map(|stored| column("refresh_used").bytes(&stored)).transpose()?;
        let tip = IssuedRefresh {
            handle: RefreshHandle(column("refresh_tip").bytes(&row.refresh_tip)?),
            issued_at: column("refresh_tip_issued_at").time(row.refresh_tip_issued_at)?,
            expires_at: column("refresh_tip_expires_at").time(row.refresh_tip_expires_at)?,
        };
        let ip = column("ip").read(row.ip.map(|ip| ip.parse()).transpose().ok())?;
        let last_ip = column("last_ip").read(row.last_ip.map(|ip| ip.parse()).transpose().ok())?;
        Ok(Self {
            id: session_id(&row.id)?,
            user_id: column("user_id").read(UserId::new(row.user_id))?,
            refresh: RefreshState { used: used.map(RefreshHandle), tip, rotation: row.rotation.read()? },
            client: Client::new(row.user_agent.as_deref(), ip),
            last_client: Client::new(row.last_user_agent.as_deref(), last_ip),
            created_at: column("created_at").time(row.created_at)?,
            last_used_at: column("last_used_at").time(row.last_used_at)?,
            expires_at: column("expires_at").time(row.expires_at)?,
            revoked_at: column("revoked_at").maybe_time(row.revoked_at)?,
        })
    }
}
