//! Rows of `sessions`.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Uuid as SqlUuid};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{
    Client, IssuedRefresh, RefreshHandle, RefreshState, RetiredRefresh, Rotation, Session, SessionKey,
};
use tasklane_core::store_error::StoreError;
use uuid::Uuid;

use crate::schema::sessions;

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub(crate) struct SessionRow {
    user_id: i64,
    id: Uuid,
    refresh_used: Option<Vec<u8>>,
    refresh_tip: Vec<u8>,
    refresh_tip_issued_at: Timestamp,
    refresh_tip_expires_at: Timestamp,
    user_agent: Option<String>,
    ip: Option<String>,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    revoked_at: Option<Timestamp>,
    refresh_ordinal: Option<i64>,
    refresh_numbered: Option<Vec<u8>>,
    refresh_confirmed_at: Option<Timestamp>,
    refresh_retired: Option<Vec<u8>>,
    last_user_agent: Option<String>,
    last_ip: Option<String>,
}

/// A session that a scan over all users has read.
#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct ScannedRow {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bool)]
    pub(crate) is_match: bool,
}

impl ScannedRow {
    pub(crate) fn key(&self) -> Result<SessionKey, StoreError> {
        let corrupt = StoreError::Corrupt { table: "sessions", column: "user_id" };
        Ok(SessionKey { user_id: UserId::new(self.user_id).ok_or(corrupt)?, id: SessionId(self.id) })
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "sessions", column };
        let ip = |text: Option<String>, column| {
            text.map(|text| text.parse::<IpAddr>()).transpose().map_err(|_invalid| corrupt(column))
        };
        let tip = IssuedRefresh {
            handle: handle(row.refresh_tip).ok_or_else(|| corrupt("refresh_tip"))?,
            issued_at: row.refresh_tip_issued_at,
            expires_at: row.refresh_tip_expires_at,
        };
        let used = row.refresh_used.map(|bytes| handle(bytes).ok_or_else(|| corrupt("refresh_used")));
        let rotation = RotationColumns {
            ordinal: row.refresh_ordinal,
            numbered: row.refresh_numbered,
            confirmed_at: row.refresh_confirmed_at,
            retired: row.refresh_retired,
        };
        Ok(Self {
            id: SessionId(row.id),
            user_id: UserId::new(row.user_id).ok_or_else(|| corrupt("user_id"))?,
            refresh: RefreshState { used: used.transpose()?, tip, rotation: rotation.read()? },
            client: Client::new(row.user_agent.as_deref(), ip(row.ip, "ip")?),
            last_client: Client::new(row.last_user_agent.as_deref(), ip(row.last_ip, "last_ip")?),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }
}

fn handle(bytes: Vec<u8>) -> Option<RefreshHandle> {
    bytes.try_into().map(RefreshHandle).ok()
}

struct RotationColumns {
    ordinal: Option<i64>,
    numbered: Option<Vec<u8>>,
    confirmed_at: Option<Timestamp>,
    retired: Option<Vec<u8>>,
}

impl RotationColumns {
    fn read(self) -> Result<Option<Rotation>, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "sessions", column };
        let (Some(ordinal), Some(numbered)) = (self.ordinal, self.numbered) else { return Ok(None) };
        let retired = self.retired.as_deref().map(RetiredRefresh::decode);
        Ok(Some(Rotation {
            ordinal: ordinal.try_into().map_err(|_too_large| corrupt("refresh_ordinal"))?,
            numbered: handle(numbered).ok_or_else(|| corrupt("refresh_numbered"))?,
            confirmed_at: self.confirmed_at,
            retired: retired.unwrap_or(Some(Vec::new())).ok_or_else(|| corrupt("refresh_retired"))?,
        }))
    }
}
