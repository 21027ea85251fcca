//! Fills in the words by which tasks are found, where a task was written before they were kept.

use diesel::prelude::*;
use tasklane_core::task::{Description, Title, searchable};

use crate::tasks::columns::tasks;

/// So many rows a transaction: others that write meanwhile wait for one of these at most.
const STEP: i64 = 1000;

type Key = (i64, i64);

/// Where this stops early, the next migration goes on. A row that is no task stays as it is: reading it says so.
pub(crate) fn fill(connection: &mut SqliteConnection) -> QueryResult<()> {
    let mut after = Some((0, 0));
    while let Some(key) = after {
        after = connection.immediate_transaction(|connection| fill_some(connection, key))?;
    }
    Ok(())
}

/// The last key of the step; none when there was nothing to do. Led by the index that has such rows alone.
fn fill_some(connection: &mut SqliteConnection, (owner, id): Key) -> QueryResult<Option<Key>> {
    let behind = tasks::owner_id.gt(owner).or(tasks::owner_id.eq(owner).and(tasks::id.gt(id)));
    let rows: Vec<(i64, i64, String, Option<String>)> = tasks::table
        .filter(tasks::search_text.is_null())
        .filter(behind)
        .order((tasks::owner_id, tasks::id))
        .limit(STEP)
        .select((tasks::owner_id, tasks::id, tasks::title, tasks::description))
        .load(connection)?;
    for (owner, id, title, description) in &rows {
        if let Some(text) = search_text(title, description.as_deref()) {
            diesel::update(tasks::table.find((owner, id)))
                .set(tasks::search_text.eq(text))
                .execute(connection)?;
        }
    }
    Ok(rows.last().map(|(owner, id, ..)| (*owner, *id)))
}

fn search_text(title: &str, description: Option<&str>) -> Option<String> {
    let title = Title::parse(title).ok()?;
    let description = description.map(Description::parse).transpose().ok()?;
    Some(searchable(&title, description.as_ref()))
}
