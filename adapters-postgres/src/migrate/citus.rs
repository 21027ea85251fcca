//! Distributes the tables across a Citus cluster, and finds the tables that are not distributed yet.

use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::AsyncPgConnection;
use tasklane_core::store_error::StoreError;

use crate::connection::blocking::Connection;
use crate::connection::cached_sql::cached_sql;
use crate::database::Database;

diesel::table! {
    pg_catalog.pg_extension (oid) {
        oid -> Oid,
        extname -> Text,
    }
}

const DISTRIBUTE: &str = include_str!("../../migrations/citus/distribute.sql");
/// Selects the tables that [`distribute`] would distribute.
const UNDISTRIBUTED: &str = include_str!("../../migrations/citus/undistributed.sql");

/// Selects the highest number of a node group, and whether this node is a worker.
const NODES: &str = "
SELECT coalesce(max(node.groupid), 0)::bigint AS highest_group,
    EXISTS (SELECT FROM pg_dist_local_group WHERE groupid <> 0) AS is_worker
FROM pg_dist_node AS node WHERE noderole = 'primary'";

/// A worker assigns ids from its group number × 2^48. Clients read ids as JSON numbers, which are exact below 2^53.
const MAX_GROUP: i64 = 31;

/// The Citus cluster of the database.
#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct Nodes {
    #[diesel(sql_type = BigInt)]
    highest_group: i64,
    /// Whether the connection is to a worker. Only the coordinator can change the schema.
    #[diesel(sql_type = Bool)]
    pub(crate) is_worker: bool,
}

impl Nodes {
    /// Returns the number of a node group whose ids would not be exact.
    pub(crate) fn group_beyond_limit(&self) -> Option<i64> {
        (self.highest_group > MAX_GROUP).then_some(self.highest_group)
    }
}

/// The name of a table that must be distributed.
#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct UndistributedRow {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Returns `None` without the extension `citus`.
pub(crate) fn nodes(connection: &mut Connection) -> QueryResult<Option<Nodes>> {
    let citus = pg_extension::table.filter(pg_extension::extname.eq("citus"));
    if !select(exists(citus)).get_result(connection)? {
        return Ok(None);
    }
    diesel::sql_query(NODES).get_result(connection).map(Some)
}

/// Returns the tables that [`distribute`] would distribute.
pub(crate) fn undistributed(connection: &mut Connection) -> QueryResult<Vec<String>> {
    let rows: Vec<UndistributedRow> = diesel::sql_query(UNDISTRIBUTED).load(connection)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Like [`undistributed`], on a pooled connection.
pub(crate) async fn undistributed_of(database: &Database) -> Result<Vec<String>, StoreError> {
    let rows: Vec<UndistributedRow> = database.read(|| cached_sql(UNDISTRIBUTED)).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Like [`undistributed`], on an async connection.
pub(crate) async fn undistributed_on(connection: &mut AsyncPgConnection) -> QueryResult<Vec<String>> {
    let select = diesel::sql_query(UNDISTRIBUTED);
    let rows: Vec<UndistributedRow> = diesel_async::RunQueryDsl::load(select, connection).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Distributes the tables that are not distributed yet, with `shard_count` shards each.
pub(crate) fn distribute(connection: &mut Connection, shard_count: u16) -> QueryResult<()> {
    connection.batch_execute(&format!("SET citus.shard_count = {shard_count}"))?;
    connection.batch_execute(DISTRIBUTE)
}
