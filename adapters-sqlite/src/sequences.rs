//! The last ids of tables with AUTOINCREMENT, in the table `sqlite_sequence`.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Never lowers a sequence.
const RAISE_IDS: &str = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?";
/// A table that never had a row has no sequence yet.
const INSERT_SEQUENCE: &str = "INSERT INTO sqlite_sequence (seq, name) SELECT ?1, ?2
WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?2)";

/// Makes the database assign only ids above `last` to new rows of a table.
pub(crate) fn raise(connection: &mut SqliteConnection, table: &str, last: i64) -> QueryResult<()> {
    for statement in [INSERT_SEQUENCE, RAISE_IDS] {
        diesel::sql_query(statement).bind::<BigInt, _>(last).bind::<Text, _>(table).execute(connection)?;
    }
    Ok(())
}
