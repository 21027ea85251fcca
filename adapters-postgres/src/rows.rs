//! Rows of users and sessions, and how they become domain values. What can't is [`StoreError::Corrupt`], never a default.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Uuid as SqlUuid};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{
    Client, IssuedRefresh, RefreshHandle, RefreshState, RetiredRefresh, Rotation, Session, SessionKey,
};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{Credentials, Email, Name, PasswordHash, User, Username};
use uuid::Uuid;

use crate::schema::{sessions, users};

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(crate) struct UserRow {
    id: i64,
    email: String,
    username: String,
    name: Option<String>,
    is_active: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    unlocked_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(crate) struct CredentialsRow {
    #[diesel(embed)]
    user: UserRow,
    hashed_password: String,
}

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

/// A session that a statement ended, or found live.
#[derive(QueryableByName)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub(crate) struct EndedRow {
    pub(crate) id: Uuid,
}

/// A session among those of everyone.
#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct LookedAtRow {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bool)]
    pub(crate) wanted: bool,
}

impl LookedAtRow {
    pub(crate) fn key(&self) -> Result<SessionKey, StoreError> {
        let corrupt = StoreError::Corrupt { table: "sessions", column: "user_id" };
        Ok(SessionKey { user_id: UserId::new(self.user_id).ok_or(corrupt)?, id: SessionId(self.id) })
    }
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "users", column };
        let name = row.name.map(|name| Name::parse(&name)).transpose();
        Ok(Self {
            id: UserId::new(row.id).ok_or_else(|| corrupt("id"))?,
            email: Email::parse_existing(&row.email).map_err(|_invalid| corrupt("email"))?,
            username: Username::parse_existing(&row.username).map_err(|_invalid| corrupt("username"))?,
            name: name.map_err(|_invalid| corrupt("name"))?.flatten(),
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
