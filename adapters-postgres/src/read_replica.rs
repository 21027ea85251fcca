//! Reads from a replica, which may lag behind the primary by milliseconds or by hours.
//!
//! No stale result is returned. While the replica runs the query, the owner's sequence number is read from the primary:
//! one row, by its key. If the replica fails, or its result has a lower number, the caller reads from the primary.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::store_error::StoreError;
use tasklane_runtime::format_error_chain;
use tokio::time::timeout;

use crate::connection::config::PostgresConfig;
use crate::connection::replica_circuit::ReplicaCircuit;
use crate::database::Database;

/// The timeout of a read from the replica. It leaves time in the request deadline to read from the primary afterwards.
const TIMEOUT: Duration = Duration::from_secs(2);

pub(crate) struct ReadReplica {
    database: Database,
    circuit: Arc<ReplicaCircuit>,
}

impl ReadReplica {
    /// Returns `None` if no replica is configured.
    pub(crate) fn open(config: &PostgresConfig, pool_size: usize) -> Option<Self> {
        let (replica, circuit) = config.replica()?;
        Some(Self { database: Database::new(replica, pool_size), circuit: circuit.clone() })
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Returns the result of `query` on the replica. Returns `None` if its number is lower than `written`, if the
    /// replica does not respond, or if the replica has failed recently.
    pub(crate) async fn read<T>(
        &self,
        written: impl Future<Output = Result<i64, StoreError>>,
        query: impl Future<Output = Result<T, StoreError>>,
        as_of: impl FnOnce(&T) -> i64,
    ) -> Result<Option<T>, StoreError> {
        if !self.circuit.allows_call() {
            return Ok(None);
        }
        let (written, found) = tokio::join!(written, timeout(TIMEOUT, query));
        let found = match found {
            Ok(found) => found.map_err(|error| format_error_chain(&error)),
            Err(elapsed) => Err(format_error_chain(&elapsed)),
        };
        let found = found.map_err(|cause| self.circuit.record_failure(&cause)).ok();
        // Without the primary's sequence number, the result may be stale.
        let written = written?;
        let Some(found) = found else { return Ok(None) };
        if as_of(&found) < written {
            self.circuit.record_stale();
            return Ok(None);
        }
        self.circuit.record_success();
        Ok(Some(found))
    }
}
