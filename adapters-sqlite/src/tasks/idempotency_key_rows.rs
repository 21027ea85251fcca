//! Rows of `idempotency_keys`.

use diesel::prelude::*;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{IdempotencyKey, IdempotencyRecord, RequestDigest, StoredResponse};

use crate::schema::idempotency_keys;
use crate::values::Column;
use crate::values::micros;

/// A key is always written together with its response.
#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
pub(crate) struct IdempotencyRecordRow {
    user_id: i64,
    key: String,
    fingerprint: Vec<u8>,
    status: Option<i32>,
    body: Option<Vec<u8>>,
    created_at: i64,
}

impl IdempotencyRecordRow {
    pub(crate) fn new(user: UserId, record: IdempotencyRecord) -> Self {
        Self {
            user_id: user.get(),
            key: record.key.as_str().to_owned(),
            fingerprint: record.digest.0.to_vec(),
            status: Some(record.response.status.into()),
            body: Some(record.response.body),
            created_at: micros(record.created_at),
        }
    }
}

const fn column(column: &'static str) -> Column {
    Column { table: "idempotency_keys", column }
}

impl TryFrom<IdempotencyRecordRow> for IdempotencyRecord {
    type Error = StoreError;

    fn try_from(row: IdempotencyRecordRow) -> Result<Self, StoreError> {
        let status = row.status.and_then(|status| status.try_into().ok());
        let response =
            StoredResponse { status: column("status").read(status)?, body: column("body").read(row.body)? };
        Ok(Self {
            key: column("key").read(IdempotencyKey::parse(&row.key))?,
            digest: RequestDigest(column("fingerprint").bytes(&row.fingerprint)?),
            response,
            created_at: column("created_at").time(row.created_at)?,
        })
    }
}
