//! Conversions of single values. Times are stored as microseconds since 1970, session ids as 16 bytes.

use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, TaskId, UserId};
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::CreationPosition;
use tasklane_core::user::KnownNetwork;

/// The column of a stored value, named in the error if the value is invalid.
pub(crate) struct Column {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
}

impl Column {
    /// Fails on `None`, which stands for an invalid value.
    pub(crate) fn read<T>(&self, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or(StoreError::Corrupt { table: self.table, column: self.column })
    }

    pub(crate) fn time(&self, micros: i64) -> Result<Timestamp, StoreError> {
        self.read(Timestamp::from_timestamp_micros(micros))
    }

    pub(crate) fn maybe_time(&self, micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
        micros.map(|micros| self.time(micros)).transpose()
    }

    pub(crate) fn bytes<const SIZE: usize>(&self, stored: &[u8]) -> Result<[u8; SIZE], StoreError> {
        self.read(stored.try_into().ok())
    }
}

pub(crate) fn micros(at: Timestamp) -> i64 {
    at.timestamp_micros()
}

/// Returns the position of a task in the order of creation.
pub(crate) fn creation(created_at: i64, id: i64) -> Result<CreationPosition, StoreError> {
    let column = |column| Column { table: "tasks", column };
    Ok(CreationPosition {
        at: column("created_at").time(created_at)?,
        id: column("id").read(TaskId::new(id))?,
    })
}

/// Returns the user in the owner column of `table`.
pub(crate) fn user_id(table: &'static str, column: &'static str, stored: i64) -> Result<UserId, StoreError> {
    Column { table, column }.read(UserId::new(stored))
}

pub(crate) fn known_network(network: &str, last_login_at: i64) -> Result<KnownNetwork, StoreError> {
    let column = |column| Column { table: "known_networks", column };
    Ok(KnownNetwork {
        network: column("network").read(NetworkBlock::parse(network))?,
        last_login_at: column("last_login_at").time(last_login_at)?,
    })
}

pub(crate) fn session_id(stored: &[u8]) -> Result<SessionId, StoreError> {
    let bytes = Column { table: "sessions", column: "id" }.bytes(stored)?;
    Ok(SessionId(uuid::Uuid::from_bytes(bytes)))
}

pub(crate) fn session_ids(stored: &[Vec<u8>]) -> Result<Vec<SessionId>, StoreError> {
    stored.iter().map(|id| session_id(id)).collect()
}
