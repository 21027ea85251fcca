//! Detects whether the database is on a Citus cluster, with the first connection.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use parking_lot::RwLock;

/// This statement is not prepared for reuse, because only the first connection sends it.
const VERSION: &str = "SELECT extversion AS value FROM pg_extension WHERE extname = 'citus'";
/// In Citus 13.2, a prepared statement whose generic plan runs on another node leaks memory at each execution on a worker.
const LEAKING_VERSIONS: &str = "13.2-";
/// Plans each execution again if this node is a worker.
const AVOID_LEAK: &str = "SELECT set_config('plan_cache_mode', 'force_custom_plan', false) AS value \
                          FROM pg_dist_local_group WHERE groupid <> 0";

/// Whether the server has the extension `citus`. All copies of a configuration share this value.
///
/// The extension is not expected to appear while the program runs, because the distribution of the tables locks them.
#[derive(Debug, Default)]
pub(crate) struct Cluster {
    citus: RwLock<Option<Citus>>,
    has_no_shards: RwLock<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Citus {
    Absent,
    Present { leaks: bool },
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct ValueRow {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Cluster {
    /// Returns false until a connection has been opened.
    pub(crate) fn is_citus(&self) -> bool {
        matches!(*self.citus.read(), Some(Citus::Present { .. }))
    }

    /// Whether a node with shards responded when the nodes were last checked.
    pub(crate) fn has_shards(&self) -> bool {
        !*self.has_no_shards.read()
    }

    pub(crate) fn set_has_shards(&self, has_shards: bool) {
        *self.has_no_shards.write() = !has_shards;
    }

    /// Detects Citus at the first connection, and adjusts the session to a version with a known defect. If `is_pooled`,
    /// the session settings would not outlive the transaction and are not changed.
    pub(crate) async fn set_up(
        &self,
        connection: &mut AsyncPgConnection,
        is_pooled: bool,
    ) -> QueryResult<()> {
        let detected = *self.citus.read();
        let citus = match detected {
            Some(citus) => citus,
            None => self.detect(connection).await?,
        };
        if citus == (Citus::Present { leaks: true }) && !is_pooled {
            let _set: Vec<ValueRow> = diesel::sql_query(AVOID_LEAK).load(connection).await?;
        }
        Ok(())
    }

    async fn detect(&self, connection: &mut AsyncPgConnection) -> QueryResult<Citus> {
        let version: Vec<ValueRow> = diesel::sql_query(VERSION).load(connection).await?;
        let citus = match version.into_iter().next().map(|row| row.value) {
            Some(version) => Citus::Present { leaks: version.starts_with(LEAKING_VERSIONS) },
            None => Citus::Absent,
        };
        *self.citus.write() = Some(citus);
        Ok(citus)
    }
}
