//! The statements that read an owner's tasks.
//!
//! Each is one text, whatever is asked: what is not asked for is NULL. So there are few to keep prepared, two for each place
//! that a list can begin at. As CASE, because a plan for the values at hand forgets what is not asked for, and a plan for any
//! value, which PostgreSQL makes after a while, guesses that half of the tasks pass; written with OR it would guess that next
//! to none do, and rather sort them all than walk along the index in the order wanted.

use tasklane_core::task::{Position, Sort, SortKey, SortValue};

use crate::task_sql::task_columns;

/// `$1` is the owner, up to `$6` the filter; `$7` a pattern for the words.
const CONDITIONS: &str = "
WHERE owner_id = $1 AND deleted_at IS NULL
    AND CASE WHEN $2 IS NULL THEN true ELSE status = ANY ($2) END
    AND CASE WHEN $3 IS NULL THEN true ELSE priority = ANY ($3) END
    AND CASE WHEN $4 IS NULL THEN true ELSE tags @> $4 END
    AND CASE WHEN $5 IS NULL THEN true ELSE due_date > $5 END
    AND CASE WHEN $6 IS NULL THEN true ELSE due_date < $6 END";

/// Not by CASE: only a plan that counts on a pattern can use the index of words.
const HAS_WORDS: &str = "
    AND search_text LIKE $7";

const LISTED: &str = concat!(
    "SELECT ",
    task_columns!(),
    ", coalesce((SELECT seq FROM task_counters WHERE owner_id = $1), 0) AS seq
FROM tasks"
);

/// `$8` tasks at most behind the first `$9`. Where the list goes on behind a place, that is the id in `$10` and the value in
/// one of `$11` (a time), `$12` (text), `$13` (a rank) and `$14` (a day).
pub(crate) fn list(has_words: bool, sort: Sort, after: Option<&Position>) -> String {
    let words = if has_words { HAS_WORDS } else { "" };
    let behind = after.map(|after| behind(sort, &after.value)).unwrap_or_default();
    let value = sort_value(sort.key);
    let direction = if sort.descending { "DESC" } else { "ASC" };
    // Said where it is needed alone: an index must be made with the same words to be walked along.
    let nulls = if sort.key == SortKey::DueDate { " NULLS LAST" } else { "" };
    format!(
        "{LISTED}{CONDITIONS}{words}{behind}\nORDER BY {value} {direction}{nulls}, id {direction}\nLIMIT $8 OFFSET $9"
    )
}

pub(crate) fn count(has_words: bool) -> String {
    let words = if has_words { HAS_WORDS } else { "" };
    format!("SELECT count(*) AS count FROM tasks{CONDITIONS}{words}")
}

fn sort_value(key: SortKey) -> &'static str {
    match key {
        SortKey::CreatedAt => "created_at",
        SortKey::UpdatedAt => "updated_at",
        // The folded title; by code point, whatever the database sorts text by.
        SortKey::Title => r#"split_part(coalesce(search_text, ''), E'\n', 1) COLLATE "C""#,
        SortKey::Status => "CASE status WHEN 'pending' THEN 0 WHEN 'in_progress' THEN 1 ELSE 2 END",
        SortKey::DueDate => "due_date",
        SortKey::Priority => {
            "CASE priority WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
        }
    }
}

/// A comparison of rows where it can be: with it a scan of an index begins at the place.
fn behind(sort: Sort, place: &SortValue) -> String {
    let than = if sort.descending { '<' } else { '>' };
    let value = sort_value(sort.key);
    let row = |parameter| format!("\n    AND ({value}, id) {than} ({parameter}, $10)");
    match place {
        SortValue::Time(_) => row("$11"),
        SortValue::Text(_) => row("$12"),
        SortValue::Rank(_) => row("$13"),
        SortValue::Day(Some(_)) => format!(
            "\n    AND (due_date {than} $14 OR (due_date = $14 AND id {than} $10) OR due_date IS NULL)"
        ),
        SortValue::Day(None) => format!("\n    AND due_date IS NULL AND id {than} $10"),
    }
}

/// `$2` is the day.
pub(crate) const SUMMARIZE: &str = "
SELECT coalesce((SELECT seq FROM task_counters WHERE owner_id = $1), 0) AS seq,
    count(*) FILTER (WHERE status = 'pending') AS pending,
    count(*) FILTER (WHERE status = 'in_progress') AS in_progress,
    count(*) FILTER (WHERE status = 'completed') AS completed,
    count(*) FILTER (WHERE status <> 'completed' AND due_date < $2) AS overdue
FROM tasks WHERE owner_id = $1 AND deleted_at IS NULL";

/// At least one row, unless nothing was ever written.
pub(crate) const READ_CHANGES: &str = concat!(
    "SELECT counter.seq, counter.forgotten_seq, changed.*
FROM task_counters AS counter LEFT JOIN (
    SELECT ",
    task_columns!(),
    ", tasks.deleted_at
    FROM tasks WHERE owner_id = $1 AND change_seq > $2 ORDER BY change_seq LIMIT $3
) AS changed ON true
WHERE counter.owner_id = $1
ORDER BY changed.change_seq"
);
