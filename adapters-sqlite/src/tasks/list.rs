//! The statements that list and count an owner's live tasks. Their number is small and does not depend on the request, so a
//! connection can keep all of them prepared.

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::SqlTypeOf;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    CreationPosition, DueDate, Position, ReadLimit, Slice, SliceColumns, SliceRange, Sort, SortKey,
    SortValue, Status, Task, TaskFilter, TaskQuery, TaskSize,
};

use crate::connection::cached_sql::cached_as;
use crate::connection::errors::store_error;
use crate::tasks::columns::{READ_BYTES, SORTED_COLUMNS, TASK_COLUMNS};
use crate::tasks::rows::TaskRow;
use crate::values::{creation, micros};

/// The SQL types of [`TASK_COLUMNS`].
type TaskColumns = SqlTypeOf<<TaskRow as Selectable<Sqlite>>::SelectExpression>;

type Statement = BoxedSqlQuery<'static, Sqlite, SqlQuery>;

/// Names the index of an owner's live tasks, newest first, so that the plan does not depend on statistics.
const LIVE: &str = "FROM tasks INDEXED BY tasks_newest_idx WHERE owner_id = ?1 AND deleted_at IS NULL";

/// The conditions of a filter. A parameter is NULL if the filter does not have the condition. Lists of values are bound as
/// JSON, so their length does not change the statement. The text search uses no pattern, so it has no wildcards
/// (docs/decisions/0001-text-search-on-sqlite.md).
const FILTER: &str = " AND (?2 IS NULL OR status IN (SELECT value FROM json_each(?2))) \
                      AND (?3 IS NULL OR priority IN (SELECT value FROM json_each(?3))) \
                      AND (?4 IS NULL OR due_date > ?4) \
                      AND (?5 IS NULL OR due_date < ?5) \
                      AND (?6 IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(?6) AS wanted \
                                         WHERE wanted.value NOT IN (SELECT value FROM json_each(tasks.tags)))) \
                      AND (?7 IS NULL OR instr(search_text, ?7) > 0)";

/// Restricts a statement to one slice.
const RANGE: &str = "(created_at, id) >= (?10, ?11) AND (created_at, id) <= (?12, ?13)";

/// Runs a list query whose cost is limited by an index.
pub(super) fn list(
    connection: &mut SqliteConnection,
    owner: UserId,
    query: &TaskQuery,
) -> Result<(Vec<Task>, bool), StoreError> {
    let TaskQuery { filter, sort, after, page } = query;
    let sql = list_sql(*sort, after.is_some());
    let statement = conditions(sql, owner, filter)
        .bind::<BigInt, _>(page_limit_plus_one(query))
        .bind::<BigInt, _>(page.skip());
    load(connection, bind_position(statement, *sort, after.as_ref()), page.read_limit())
}

/// Returns the matching tasks of a slice.
pub(super) fn list_slice(
    connection: &mut SqliteConnection,
    owner: UserId,
    range: SliceRange,
    query: &TaskQuery,
    columns: SliceColumns,
) -> Result<(Vec<Task>, bool), StoreError> {
    let TaskQuery { filter, sort, after, page } = query;
    let sql = slice_sql(*sort, *filter != TaskFilter::default(), after.is_some(), columns);
    let statement =
        conditions(sql, owner, filter).bind::<BigInt, _>(page_limit_plus_one(query)).bind::<BigInt, _>(0_i64);
    load(connection, bind_position(bind_range(statement, range), *sort, after.as_ref()), page.read_limit())
}

pub(super) fn count_slice(
    connection: &mut SqliteConnection,
    owner: UserId,
    range: SliceRange,
    filter: &TaskFilter,
) -> QueryResult<i64> {
    let filtered = if *filter == TaskFilter::default() { "" } else { FILTER };
    let sql = format!("SELECT count(*) {LIVE} AND {RANGE}{filtered}");
    // The zeros stand for the limit and the offset, which only the statements of lists use.
    let statement = conditions(sql, owner, filter).bind::<BigInt, _>(0_i64).bind::<BigInt, _>(0_i64);
    cached_as::<BigInt, _>(bind_range(statement, range)).get_result(connection)
}

/// Returns the positions and sizes of the tasks of a slice, and of the first task after the slice.
pub(super) fn measure(
    connection: &mut SqliteConnection,
    owner: UserId,
    slice: Slice,
) -> Result<Vec<TaskSize>, StoreError> {
    let (direction, comparison) = if slice.newest_first { ("DESC", "<") } else { ("ASC", ">") };
    let after =
        slice.after.map(|_| format!(" AND (created_at, id) {comparison} (?3, ?4)")).unwrap_or_default();
    let order = format!("ORDER BY created_at {direction}, id {direction}");
    let sql = format!("SELECT created_at, id, {READ_BYTES} {LIVE}{after} {order} LIMIT ?2");
    let statement = diesel::sql_query(sql)
        .into_boxed()
        .bind::<BigInt, _>(owner.get())
        .bind::<BigInt, _>(i64::from(slice.limit.rows).saturating_add(1));
    let statement = match slice.after {
        Some(CreationPosition { at, id }) => {
            statement.bind::<BigInt, _>(micros(at)).bind::<BigInt, _>(id.get())
        }
        None => statement,
    };
    let rows: Vec<(i64, i64, i64)> =
        cached_as::<(BigInt, BigInt, BigInt), _>(statement).load(connection).map_err(store_error)?;
    rows.into_iter().map(to_task_size).collect()
}

fn load(
    connection: &mut SqliteConnection,
    statement: Statement,
    limit: ReadLimit,
) -> Result<(Vec<Task>, bool), StoreError> {
    let rows = cached_as::<TaskColumns, _>(statement).load_iter::<TaskRow, DefaultLoadingMode>(connection);
    // The rows are converted one by one, so that SQLite reads no rows after the limit.
    limit.collect_rows(rows.map_err(store_error)?.map(|row| Task::try_from(row.map_err(store_error)?)))
}

/// Returns the limit plus one. The additional row shows whether more rows follow. In SQLite, a negative limit means no limit.
fn page_limit_plus_one(query: &TaskQuery) -> i64 {
    query.page.limit().map_or(-1, |limit| limit.saturating_add(1))
}

fn bind_range(statement: Statement, range: SliceRange) -> Statement {
    let SliceRange { first, last } = range;
    statement
        .bind::<BigInt, _>(micros(first.at))
        .bind::<BigInt, _>(first.id.get())
        .bind::<BigInt, _>(micros(last.at))
        .bind::<BigInt, _>(last.id.get())
}

/// Binds the position after which the list continues.
fn bind_position(statement: Statement, sort: Sort, after: Option<&Position>) -> Statement {
    let Some(Position { value, id }) = after else { return statement };
    match value.clone() {
        SortValue::Time(at) => statement.bind::<BigInt, _>(micros(at)),
        SortValue::Text(text) => statement.bind::<Text, _>(text),
        SortValue::Rank(rank) => statement.bind::<BigInt, _>(i64::from(rank)),
        SortValue::Day(day) => statement.bind::<Text, _>(stored_day(sort, day)),
    }
    .bind::<BigInt, _>(id.get())
}

/// Selects a list that satisfies [`TaskQuery::is_bounded`], so it is in creation order and has no filter.
fn list_sql(sort: Sort, after: bool) -> String {
    let after = if after { position_condition(sort, "(?10, ?11)") } else { String::new() };
    format!("SELECT {TASK_COLUMNS} {LIVE}{after} {} LIMIT ?8 OFFSET ?9", order(sort))
}

fn slice_sql(sort: Sort, filtered: bool, after: bool, columns: SliceColumns) -> String {
    let columns = match columns {
        SliceColumns::All => TASK_COLUMNS,
        SliceColumns::SortValues => SORTED_COLUMNS,
    };
    let filter = if filtered { FILTER } else { "" };
    let after = if after { position_condition(sort, "(?14, ?15)") } else { String::new() };
    format!("SELECT {columns} {LIVE} AND {RANGE}{filter}{after} {} LIMIT ?8 OFFSET ?9", order(sort))
}

fn position_condition(sort: Sort, parameters: &str) -> String {
    let comparison = if sort.descending { "<" } else { ">" };
    format!(" AND ({}, id) {comparison} {parameters}", sorted_by(sort))
}

fn order(sort: Sort) -> String {
    let direction = if sort.descending { "DESC" } else { "ASC" };
    format!("ORDER BY {} {direction}, id {direction}", sorted_by(sort))
}

fn to_task_size((created_at, id, bytes): (i64, i64, i64)) -> Result<TaskSize, StoreError> {
    Ok(TaskSize { creation: creation(created_at, id)?, bytes: usize::try_from(bytes).unwrap_or(usize::MAX) })
}

/// Returns an expression with the order of [`Sort::compare`]. SQLite compares text by bytes. In UTF-8, byte order
/// equals the order of code points.
fn sorted_by(sort: Sort) -> &'static str {
    match sort.key {
        SortKey::CreatedAt => "created_at",
        SortKey::UpdatedAt => "updated_at",
        SortKey::Title => {
            "substr(coalesce(search_text, lower(title) || char(10)), 1,
            instr(coalesce(search_text, lower(title) || char(10)), char(10)) - 1)"
        }
        SortKey::Status => "CASE status WHEN 'pending' THEN 0 WHEN 'in_progress' THEN 1 ELSE 2 END",
        SortKey::DueDate if sort.descending => "ifnull(due_date, '')",
        SortKey::DueDate => "ifnull(due_date, 'none')",
        SortKey::Priority => {
            "CASE priority WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
        }
    }
}

/// Returns the value of [`sorted_by`] for a due date. A task without a due date is last in both directions.
fn stored_day(sort: Sort, day: Option<DueDate>) -> String {
    let none = if sort.descending { "" } else { "none" };
    day.map_or_else(|| none.to_owned(), |day| day.to_string())
}

/// Binds the owner and the parameters of [`FILTER`].
fn conditions(sql: String, owner: UserId, filter: &TaskFilter) -> Statement {
    let statuses = filter.matching_statuses();
    let statuses = statuses.map(|wanted| json(wanted.into_iter().map(Status::as_str)));
    let priorities = filter.priorities.iter().map(|priority| priority.as_str());
    let priorities = (!filter.priorities.is_empty()).then(|| json(priorities));
    let tags = (!filter.tags.is_empty()).then(|| json(filter.tags.iter().map(String::as_str)));
    let day = |day: DueDate| day.to_string();
    diesel::sql_query(sql)
        .into_boxed()
        .bind::<BigInt, _>(owner.get())
        .bind::<Nullable<Text>, _>(statuses)
        .bind::<Nullable<Text>, _>(priorities)
        .bind::<Nullable<Text>, _>(filter.due_after.map(day))
        .bind::<Nullable<Text>, _>(filter.due_before.map(day))
        .bind::<Nullable<Text>, _>(tags)
        .bind::<Nullable<Text>, _>(filter.text.as_ref().map(|text| text.as_str().to_owned()))
}

fn json<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<serde_json::Value>().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::connect::connect;
    use crate::statement_tests::query_plan;
    use crate::testing::TestDatabase;

    /// Returns the steps of the plan that find the tasks or sort them.
    fn plan(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
        let mut steps = query_plan(connection, sql);
        steps.retain(|step| step.contains(" tasks") || step.contains("B-TREE"));
        steps
    }

    /// Returns the plan step that searches the index, with the condition for the start position.
    fn search(place: &str) -> String {
        format!("SEARCH tasks USING INDEX tasks_newest_idx (owner_id=?{place})")
    }

    #[test]
    fn bounded_list_is_read_in_index_order() {
        let database = TestDatabase::create();
        let mut connection = connect(&database.config()).unwrap();
        for (descending, after, place) in [
            (true, false, ""),
            (false, false, ""),
            (true, true, " AND created_at<?"),
            (false, true, " AND created_at>?"),
        ] {
            let sql = list_sql(Sort { key: SortKey::CreatedAt, descending }, after);
            assert_eq!(plan(&mut connection, &sql), [search(place)], "{sql}");
        }
    }

    #[test]
    fn slice_is_found_by_its_bounds_and_needs_no_sort_in_creation_order() {
        let database = TestDatabase::create();
        let mut connection = connect(&database.config()).unwrap();
        let choices = (0..8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0));
        let choices = SortKey::ALL.into_iter().flat_map(|key| choices.clone().map(move |rest| (key, rest)));
        for (key, (descending, filtered, after)) in choices {
            let sql = slice_sql(Sort { key, descending }, filtered, after, SliceColumns::All);
            let plan = plan(&mut connection, &sql);
            let found = plan.first().unwrap();
            assert!(
                found.starts_with("SEARCH tasks USING INDEX tasks_newest_idx (owner_id=? AND created_at"),
                "{plan:?}"
            );
            let is_sorted = plan.len() > 1;
            assert_eq!(is_sorted, key != SortKey::CreatedAt, "{plan:?} {sql}");
        }
    }
}
