//! Drops the indexes of `tasks` during the copy: building an index after the copy is much faster than updating the
//! index for each row.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use crate::connection::blocking::Connection;
use crate::indexes::{LIST_INDEXES, RAISE_MEMORY};

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// The dropped indexes, for [`recreate_indexes`]. Unique indexes are not dropped.
pub(super) struct DroppedIndexes(Vec<Index>);

pub(super) fn drop_indexes(connection: &mut Connection) -> QueryResult<DroppedIndexes> {
    let indexes: Vec<Index> =
        diesel::sql_query(LIST_INDEXES).bind::<Array<Text>, _>(vec!["tasks"]).load(connection)?;
    for index in &indexes {
        connection.batch_execute(&format!("DROP INDEX {}", index.name))?;
    }
    Ok(DroppedIndexes(indexes))
}

pub(super) fn recreate_indexes(
    connection: &mut Connection,
    DroppedIndexes(indexes): DroppedIndexes,
) -> QueryResult<()> {
    connection.batch_execute(RAISE_MEMORY)?;
    indexes.iter().try_for_each(|index| connection.batch_execute(&index.definition))
}
