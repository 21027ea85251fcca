//! Rows with one identifier, for the statements on several tables.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use uuid::Uuid;

use crate::schema::sessions;

/// The owner of the rows that a statement found.
#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
pub(crate) struct OwnerRow {
    #[diesel(sql_type = BigInt)]
    owner_id: i64,
}

/// A session that a statement revoked, or found to be live.
#[derive(QueryableByName)]
#[diesel(table_name = sessions, check_for_backend(Pg))]
pub(crate) struct SessionIdRow {
    pub(crate) id: Uuid,
}

impl TryFrom<OwnerRow> for UserId {
    type Error = StoreError;

    fn try_from(row: OwnerRow) -> Result<Self, StoreError> {
        Self::new(row.owner_id).ok_or(StoreError::Corrupt { table: "tasks", column: "owner_id" })
    }
}
