//! Reads from a database that follows the one that is written to, and is behind it by a moment, or by hours.
//!
//! Nothing stale is shown: while the replica looks, the owner's number is asked for where it is written, which is one row
//! by its key. An answer that is older than that number, or does not come, is thrown away, and the caller looks there, too.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::store_error::StoreError;
use tasklane_runtime::causes;
use tokio::time::timeout;

use crate::connection::config::PostgresConfig;
use crate::connection::replica_circuit::ReplicaCircuit;
use crate::database::Database;

/// Less than a request may take, for what it waits here in vain it has to look elsewhere.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) struct ReadReplica {
    database: Database,
    circuit: Arc<ReplicaCircuit>,
}

impl ReadReplica {
    /// `None` where no replica is configured.
    pub(crate) fn open(config: &PostgresConfig, pool_size: usize) -> Option<Self> {
        let (replica, circuit) = config.replica()?;
        Some(Self { database: Database::new(replica, pool_size), circuit: circuit.clone() })
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// What `look` finds here. `None` when it is older than `written`, or the replica does not answer, or did not lately.
    pub(crate) async fn read<T>(
        &self,
        written: impl Future<Output = Result<i64, StoreError>>,
        look: impl Future<Output = Result<T, StoreError>>,
        as_of: impl FnOnce(&T) -> i64,
    ) -> Result<Option<T>, StoreError> {
        if !self.circuit.may_try() {
            return Ok(None);
        }
        let (written, found) = tokio::join!(written, timeout(PATIENCE, look));
        let found = match found {
            Ok(found) => found.map_err(|error| causes(&error)),
            Err(elapsed) => Err(causes(&elapsed)),
        };
        let found = found.map_err(|cause| self.circuit.record_failure(&cause)).ok();
        // With both gone there is nowhere else to look.
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
