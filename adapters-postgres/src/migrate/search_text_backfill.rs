//! Fills the column `search_text` in rows from before the column was added.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use tasklane_core::task::{Description, Title, search_text};

use crate::connection::blocking::Connection;
use crate::tasks::columns::tasks;

const BATCH: i64 = 500;

/// Updates only rows that have not changed since they were read. A changed row already has a search text, because every
/// write of a task fills the column.
const FILL: &str = "
UPDATE tasks SET search_text = filled.search_text
FROM unnest($2, $3, $4) AS filled (id, version, search_text)
WHERE tasks.owner_id = $1 AND tasks.id = filled.id AND tasks.version = filled.version AND tasks.search_text IS NULL";

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks, check_for_backend(diesel::pg::Pg))]
struct MissingSearchTextRow {
    owner_id: i64,
    id: i64,
    version: i64,
    title: String,
    description: Option<String>,
}

impl MissingSearchTextRow {
    /// Returns `None` if the title or description is invalid.
    fn search_text(&self) -> Option<String> {
        let description = self.description.as_deref().map(Description::parse).transpose().ok()?;
        Some(search_text(&Title::parse(&self.title).ok()?, description.as_ref()))
    }
}

/// Runs short statements, each for the rows of one owner. After an interruption, the next run continues.
pub(crate) fn run(connection: &mut Connection) -> QueryResult<()> {
    let mut after = (0, 0);
    loop {
        let rows = next(connection, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.owner_id, last.id);
        for rows_of_owner in rows.chunk_by(|one, other| one.owner_id == other.owner_id) {
            fill_rows(connection, rows_of_owner)?;
        }
    }
}

fn next(connection: &mut Connection, (owner, id): (i64, i64)) -> QueryResult<Vec<MissingSearchTextRow>> {
    let behind = tasks::owner_id.gt(owner).or(tasks::owner_id.eq(owner).and(tasks::id.gt(id)));
    tasks::table
        .filter(tasks::search_text.is_null().and(tasks::owner_id.ge(owner)).and(behind))
        .order((tasks::owner_id, tasks::id))
        .limit(BATCH)
        .select(MissingSearchTextRow::as_select())
        .load(connection)
}

fn fill_rows(connection: &mut Connection, rows: &[MissingSearchTextRow]) -> QueryResult<()> {
    let Some(MissingSearchTextRow { owner_id, .. }) = rows.first() else { return Ok(()) };
    let (mut ids, mut versions, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        if let Some(text) = row.search_text() {
            ids.push(row.id);
            versions.push(row.version);
            texts.push(text);
        } else {
            tracing::warn!(
                owner_id,
                task_id = row.id,
                "stored task is invalid, text search will not find it"
            );
        }
    }
    diesel::sql_query(FILL)
        .bind::<BigInt, _>(owner_id)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<BigInt>, _>(versions)
        .bind::<Array<Text>, _>(texts)
        .execute(connection)?;
    Ok(())
}
