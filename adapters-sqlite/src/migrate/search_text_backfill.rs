//! Fills the column `search_text` in rows from before the column was added.

use diesel::prelude::*;
use tasklane_core::task::{Description, Title, search_text};

use crate::tasks::columns::tasks;

/// Rows per transaction. Another writer waits for at most one of these transactions.
const BATCH: i64 = 1000;

type Key = (i64, i64);

/// Fills the column in batches. After an interruption, the next migration continues. A row with an invalid title or
/// description is not changed; an error is reported when the row is read.
pub(crate) fn run(connection: &mut SqliteConnection) -> QueryResult<()> {
    let mut after = Some((0, 0));
    while let Some(key) = after {
        after = connection.immediate_transaction(|connection| fill_batch(connection, key))?;
    }
    Ok(())
}

/// Returns the last key of the batch, or `None` if no rows remain. Uses the partial index of rows without a search text.
fn fill_batch(connection: &mut SqliteConnection, (owner, id): Key) -> QueryResult<Option<Key>> {
    let behind = tasks::owner_id.gt(owner).or(tasks::owner_id.eq(owner).and(tasks::id.gt(id)));
    let rows: Vec<(i64, i64, String, Option<String>)> = tasks::table
        .filter(tasks::search_text.is_null())
        .filter(behind)
        .order((tasks::owner_id, tasks::id))
        .limit(BATCH)
        .select((tasks::owner_id, tasks::id, tasks::title, tasks::description))
        .load(connection)?;
    for (owner, id, title, description) in &rows {
        if let Some(text) = search_text_of(title, description.as_deref()) {
            diesel::update(tasks::table.find((owner, id)))
                .set(tasks::search_text.eq(text))
                .execute(connection)?;
        }
    }
    Ok(rows.last().map(|(owner, id, ..)| (*owner, *id)))
}

fn search_text_of(title: &str, description: Option<&str>) -> Option<String> {
    let title = Title::parse(title).ok()?;
    let description = description.map(Description::parse).transpose().ok()?;
    Some(search_text(&title, description.as_ref()))
}
