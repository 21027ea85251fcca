//! Reads a table in the order of a query, some rows at a time.

use diesel::connection::SimpleConnection;
use diesel::deserialize::FromSqlRow;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Untyped;

use crate::migrate::Connection;

/// With the longest descriptions there are, some 80 MB.
const BEGIN: &str = "DECLARE older NO SCROLL CURSOR FOR ";
const NEXT: &str = "FETCH 1000 FROM older";
const END: &str = "CLOSE older";

/// `take` gets one batch after the other. To be called in a transaction, and not from `take`.
pub(super) fn for_each_batch<T>(
    connection: &mut Connection,
    query: &str,
    mut take: impl FnMut(&mut Connection, Vec<T>) -> QueryResult<()>,
) -> QueryResult<()>
where
    T: FromSqlRow<Untyped, Pg> + 'static,
{
    connection.batch_execute(&format!("{BEGIN}{query}"))?;
    loop {
        let batch: Vec<T> = diesel::sql_query(NEXT).load(connection)?;
        if batch.is_empty() {
            return connection.batch_execute(END);
        }
        take(connection, batch)?;
    }
}
