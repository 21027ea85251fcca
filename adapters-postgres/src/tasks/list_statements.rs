//! The statements that read an owner's tasks.
//!
//! The number of different SQL statements is limited, so all of them stay prepared. A parameter is NULL if the filter
//! does not have the condition. The conditions use CASE instead of OR because of the planner. With CASE and with OR, a
//! custom plan removes the unused conditions. For a generic plan, the planner estimates that half of the tasks match a
//! CASE, but almost no tasks match an OR. With OR, the planner would therefore sort all tasks instead of reading them
//! in the order of the index.

use tasklane_core::task::{Page, Position, Sort, SortKey, SortValue, TaskFilter, TaskQuery};

use crate::tasks::columns::READ_BYTES;

const OWN: &str = "
WHERE owner_id = $1 AND deleted_at IS NULL";

const CONDITIONS: &str = "
    AND CASE WHEN $2 IS NULL THEN true ELSE status = ANY ($2) END
    AND CASE WHEN $3 IS NULL THEN true ELSE priority = ANY ($3) END
    AND CASE WHEN $4 IS NULL THEN true ELSE tags @> $4 END
    AND CASE WHEN $5 IS NULL THEN true ELSE due_date > $5 END
    AND CASE WHEN $6 IS NULL THEN true ELSE due_date < $6 END";

/// This condition has no CASE, because the text index requires an unconditional pattern.
const HAS_WORDS: &str = "
    AND search_text LIKE $7";

const LISTED: &str = concat!(
    "SELECT ",
    task_columns!(),
    ", coalesce((SELECT seq FROM task_counters WHERE owner_id = $1), 0) AS seq"
);

/// If `$20` is false, omits the text columns that lists are never sorted by.
const LISTED_OF_SLICE: &str = concat!("SELECT ", task_columns_of_slice!());

/// The bytes of text in all rows before the previous row. A row is returned while this sum is below the limit, so the
/// result has one row more than fits. This additional row shows that more rows follow. PostgreSQL knows the lengths
/// without reading the text.
macro_rules! bytes_before {
    ($($order:expr)?) => {
        concat!(
            "coalesce(sum(",
            text_bytes!(),
            ") OVER (",
            $($order,)?
            " ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS bytes_before"
        )
    };
}

/// Selects a list whose cost is limited by an index ([`TaskQuery::is_bounded`]).
///
/// `$1` is the owner, `$2` to `$7` are the filter, `$8` the limit and `$9` the offset. If the list continues after a
/// position, `$10` is its id, and its sort value is `$11` (a time), `$12` (text), `$13` (a rank) or `$14` (a day).
/// `$15` is the limit for the bytes of text.
pub(crate) fn list(query: &TaskQuery) -> String {
    let after = query.after.as_ref().map(|after| after_position(query.sort, after)).unwrap_or_default();
    let order = order(query.sort);
    let rows = if is_short(query) { MAX_ROWS_OF_SHORT_LIST } else { MAX_ROWS_OF_BOUNDED_LIST };
    let tasks = format!("(SELECT * FROM tasks{OWN}{after}{order}\nLIMIT {rows}) AS tasks{order}");
    if !query.page.read_limit().may_exceed_bytes() {
        return format!("{LISTED}\nFROM {tasks}\nLIMIT $8 OFFSET $9");
    }
    let bytes_before = if query.sort.descending {
        bytes_before!("ORDER BY created_at DESC, id DESC")
    } else {
        bytes_before!("ORDER BY created_at ASC, id ASC")
    };
    format!(
        "{LISTED}\nFROM (SELECT tasks.*, {bytes_before}\nFROM (SELECT * FROM {tasks}\nLIMIT $8 OFFSET $9) AS tasks) AS tasks\n\
         WHERE bytes_before < $15{order}"
    )
}

/// The tasks of a slice. `OFFSET 0` prevents the planner from merging this subquery into the outer query. So PostgreSQL
/// reads these tasks from the index in this order, and applies the other conditions only to these tasks.
macro_rules! slice {
    ($first_at:literal, $first_id:literal, $last_at:literal, $last_id:literal) => {
        concat!(
            "(SELECT * FROM tasks WHERE owner_id = $1 AND deleted_at IS NULL AND (created_at, id) >= (",
            $first_at,
            ", ",
            $first_id,
            ") AND (created_at, id) <= (",
            $last_at,
            ", ",
            $last_id,
            ")\nORDER BY created_at DESC, id DESC OFFSET 0) AS tasks"
        )
    };
}

/// Selects the matching tasks of a slice, from the position (`$16`, `$17`) to (`$18`, `$19`). If `$20` is false, omits
/// the text columns that lists are never sorted by. The other parameters are those of [`list`].
pub(crate) fn list_slice(query: &TaskQuery) -> String {
    let after = query.after.as_ref().map(|after| after_position(query.sort, after)).unwrap_or_default();
    let (conditions, order) = (conditions(&query.filter), order(query.sort));
    let (slice, bytes_before) = (slice!("$16", "$17", "$18", "$19"), bytes_before!());
    format!(
        "{LISTED_OF_SLICE}\nFROM (SELECT tasks.*, {bytes_before}\nFROM (SELECT * FROM {slice}{conditions}{after}{order}\n\
         LIMIT $8 OFFSET $9) AS tasks) AS tasks\nWHERE bytes_before < $15 OR NOT $20{order}"
    )
}

/// Counts the matching tasks of a slice. `$2` to `$7` are the filter, and `$8` to `$11` are the slice.
pub(crate) fn count_slice(filter: &TaskFilter) -> String {
    let slice = slice!("$8", "$9", "$10", "$11");
    format!("SELECT count(*) AS count FROM {slice}{}", conditions(filter))
}

/// Selects the positions and sizes of the next `$2` tasks, after the position (`$3`, `$4`) if there is one.
pub(crate) fn measure(newest_first: bool, is_first: bool) -> String {
    let (direction, comparison) = if newest_first { ("DESC", '<') } else { ("ASC", '>') };
    let after = if is_first { String::new() } else { format!(" AND (created_at, id) {comparison} ($3, $4)") };
    format!(
        "SELECT created_at, id, ({READ_BYTES})::bigint\nFROM tasks{OWN}{after}\n\
         ORDER BY created_at {direction}, id {direction} LIMIT $2"
    )
}

/// The maximum number of rows that a short list reads.
const MAX_ROWS_OF_SHORT_LIST: i64 = 100;
/// The maximum number of rows that any bounded list reads.
const MAX_ROWS_OF_BOUNDED_LIST: i64 = Page::MAX_LIMIT + 1;

/// Whether the list is short, so that its statement can contain a constant limit. Short lists are the most frequent
/// requests, and running them takes less time than planning them. For a generic plan, the planner assumes that a limit
/// in a parameter is a tenth of the owner's tasks. The generic plan would then seem expensive, and PostgreSQL would
/// plan each execution.
pub(crate) fn is_short(query: &TaskQuery) -> bool {
    // `<` leaves room for the additional row after the page.
    let is_short = |page: Page| {
        page.limit().is_some_and(|limit| page.skip().saturating_add(limit) < MAX_ROWS_OF_SHORT_LIST)
    };
    query.is_bounded() && is_short(query.page)
}

/// Returns the conditions on the tasks of a slice.
fn conditions(filter: &TaskFilter) -> String {
    if *filter == TaskFilter::default() {
        return OWN.to_owned();
    }
    let words = if filter.text.is_some() { HAS_WORDS } else { "" };
    format!("{OWN}{CONDITIONS}{words}")
}

fn order(sort: Sort) -> String {
    let direction = if sort.descending { "DESC" } else { "ASC" };
    // Only the due date can be NULL. With NULLS LAST, the order by creation time would not match its index.
    let nulls = if sort.key == SortKey::DueDate { " NULLS LAST" } else { "" };
    format!("\nORDER BY {} {direction}{nulls}, id {direction}", sort_value(sort.key))
}

fn sort_value(key: SortKey) -> &'static str {
    match key {
        SortKey::CreatedAt => "created_at",
        SortKey::UpdatedAt => "updated_at",
        // The case-folded title, sorted by code point, regardless of the collation of the database. Rows without a
        // search text use an approximation.
        SortKey::Title => r#"split_part(coalesce(search_text, lower(title)), E'\n', 1) COLLATE "C""#,
        SortKey::Status => "CASE status WHEN 'pending' THEN 0 WHEN 'in_progress' THEN 1 ELSE 2 END",
        SortKey::DueDate => "due_date",
        SortKey::Priority => {
            "CASE priority WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
        }
    }
}

/// Uses a row comparison if possible, because an index scan can then start at the position.
fn after_position(sort: Sort, position: &Position) -> String {
    let comparison = if sort.descending { '<' } else { '>' };
    let value = sort_value(sort.key);
    let row = |parameter| format!("\n    AND ({value}, id) {comparison} ({parameter}, $10)");
    match position.value {
        SortValue::Time(_) => row("$11"),
        SortValue::Text(_) => row("$12"),
        SortValue::Rank(_) => row("$13"),
        SortValue::Day(Some(_)) => format!(
            "\n    AND (due_date {comparison} $14 OR (due_date = $14 AND id {comparison} $10) OR due_date IS NULL)"
        ),
        SortValue::Day(None) => format!("\n    AND due_date IS NULL AND id {comparison} $10"),
    }
}

/// Summarizes the tasks of a slice. `$2` is the day, and `$3` to `$6` are the slice.
pub(crate) const SUMMARIZE_SLICE: &str = concat!(
    "
SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
    count(*) FILTER (WHERE status = 'in_progress') AS in_progress,
    count(*) FILTER (WHERE status = 'completed') AS completed,
    count(*) FILTER (WHERE status <> 'completed' AND due_date < $2) AS overdue
FROM ",
    slice!("$3", "$4", "$5", "$6"),
    " WHERE owner_id = $1"
);

/// Returns at least one row if the owner has ever written a task. `$4` is the limit for the bytes of text.
pub(crate) const READ_CHANGES: &str = concat!(
    "SELECT counter.seq, counter.forgotten_seq, changed.*
FROM task_counters AS counter LEFT JOIN (
    SELECT ",
    task_columns!(),
    ", tasks.deleted_at
    FROM (
        SELECT tasks.*, ",
    bytes_before!("ORDER BY change_seq"),
    "
        FROM (SELECT * FROM tasks WHERE owner_id = $1 AND change_seq > $2 ORDER BY change_seq LIMIT $3) AS tasks
    ) AS tasks
    WHERE bytes_before < $4
) AS changed ON true
WHERE counter.owner_id = $1
ORDER BY changed.change_seq"
);

/// Selects at most `$3` tasks after the id `$2`, with tombstones. `$4` is the limit for the bytes of text.
pub(crate) const SCAN: &str = concat!(
    "SELECT ",
    task_columns!(),
    ", tasks.deleted_at
FROM (
    SELECT tasks.*, ",
    bytes_before!("ORDER BY id"),
    "
    FROM (SELECT * FROM tasks WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS tasks
) AS tasks
WHERE bytes_before < $4
ORDER BY id"
);
