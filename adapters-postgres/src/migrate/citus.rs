//! Distributes the tables across a Citus cluster.

use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, select};
use diesel::prelude::*;

use crate::connection::blocking::Connection;

const DISTRIBUTE: &str = include_str!("../../migrations/citus/distribute.sql");

diesel::table! {
    pg_catalog.pg_extension (oid) {
        oid -> Oid,
        extname -> Text,
    }
}

/// Distributes the tables that are not distributed yet. Does nothing without the extension `citus`.
pub(crate) fn distribute(connection: &mut Connection) -> QueryResult<()> {
    let citus = pg_extension::table.filter(pg_extension::extname.eq("citus"));
    if select(exists(citus)).get_result(connection)? {
        connection.batch_execute(DISTRIBUTE)?;
    }
    Ok(())
}
