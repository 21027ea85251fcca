//! The statements that list and count an owner's live tasks: few, whatever is asked for. So a connection can keep all
//! of them prepared, and nobody can make it keep more.

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::SqlTypeOf;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{DueDate, Position, Sort, SortKey, SortValue, Status, Task, TaskFilter, TaskQuery};

use crate::cached_sql::cached_as;
use crate::error::store_error;
use crate::rows::{TaskRow, micros};

/// Of [`COLUMNS`].
type TaskColumns = SqlTypeOf<<TaskRow as Selectable<Sqlite>>::SelectExpression>;

/// As [`TaskRow`] wants them.
const COLUMNS: &str = "owner_id, id, title, description, status, completed_at, due_date, priority, tags, version, \
                       change_seq, created_at, updated_at";

/// By the index that has an owner's live tasks, newest first, and no other: a plan is no matter of luck.
const LIVE: &str = "FROM tasks INDEXED BY tasks_newest_idx WHERE owner_id = ?1 AND deleted_at IS NULL";

/// Where nothing is asked for, NULL is bound. Lists are bound as JSON, so that their length does not change the text.
/// The words are looked for without a pattern, hence without wildcards (docs/decisions/0001-text-search-on-sqlite.md).
const FILTER: &str = "(?2 IS NULL OR status IN (SELECT value FROM json_each(?2))) \
                      AND (?3 IS NULL OR priority IN (SELECT value FROM json_each(?3))) \
                      AND (?4 IS NULL OR due_date > ?4) \
                      AND (?5 IS NULL OR due_date < ?5) \
                      AND (?6 IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(?6) AS wanted \
                                         WHERE wanted.value NOT IN (SELECT value FROM json_each(tasks.tags)))) \
                      AND (?7 IS NULL OR instr(search_text, ?7) > 0)";

pub(super) fn list(
    connection: &mut SqliteConnection,
    owner: UserId,
    query: &TaskQuery,
) -> Result<(Vec<Task>, bool), StoreError> {
    let TaskQuery { filter, sort, after, page } = query;
    let sql = list_sql(*sort, *filter != TaskFilter::default(), after.is_some());
    let statement = conditions(sql, owner, filter)
        // One more than is returned shows whether more follow. To SQLite, a negative limit is none.
        .bind::<BigInt, _>(page.limit().map_or(-1, |limit| limit.saturating_add(1)))
        .bind::<BigInt, _>(page.skip());
    let statement = match after {
        None => statement,
        Some(Position { value, id }) => match value.clone() {
            SortValue::Time(at) => statement.bind::<BigInt, _>(micros(at)),
            SortValue::Text(text) => statement.bind::<Text, _>(text),
            SortValue::Rank(rank) => statement.bind::<BigInt, _>(i64::from(rank)),
            SortValue::Day(day) => statement.bind::<Text, _>(stored_day(*sort, day)),
        }
        .bind::<BigInt, _>(id.get()),
    };
    let rows = cached_as::<TaskColumns, _>(statement).load_iter::<TaskRow, DefaultLoadingMode>(connection);
    // Row by row: SQLite reads none behind the limit.
    page.read_limit().cut(rows.map_err(store_error)?.map(|row| Task::try_from(row.map_err(store_error)?)))
}

pub(super) fn count(
    connection: &mut SqliteConnection,
    owner: UserId,
    filter: &TaskFilter,
) -> QueryResult<i64> {
    let statement = conditions(format!("SELECT count(*) {LIVE} AND {FILTER}"), owner, filter);
    cached_as::<BigInt, _>(statement).get_result(connection)
}

fn list_sql(sort: Sort, filtered: bool, after: bool) -> String {
    let by = sorted_by(sort);
    let (direction, behind) = if sort.descending { ("DESC", "<") } else { ("ASC", ">") };
    let filter = if filtered { format!(" AND {FILTER}") } else { String::new() };
    let after = if after { format!(" AND ({by}, id) {behind} (?10, ?11)") } else { String::new() };
    let order = format!("ORDER BY {by} {direction}, id {direction}");
    format!("SELECT {COLUMNS} {LIVE}{filter}{after} {order} LIMIT ?8 OFFSET ?9")
}

/// What compares as [`Sort::compare`] does: SQLite compares text byte by byte, that is by code point.
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

/// The value of [`sorted_by`] for a due date: none comes behind every day, in either direction.
fn stored_day(sort: Sort, day: Option<DueDate>) -> String {
    let none = if sort.descending { "" } else { "none" };
    day.map_or_else(|| none.to_owned(), |day| day.to_string())
}

/// Binds the owner and what [`FILTER`] asks for.
fn conditions(sql: String, owner: UserId, filter: &TaskFilter) -> BoxedSqlQuery<'static, Sqlite, SqlQuery> {
    let statuses = filter.wanted_statuses();
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
    use crate::connect::connect;
    use crate::statement_tests::query_plan;
    use crate::testing::TestDatabase;

    /// How the tasks are found, and whether they are sorted then.
    fn plan(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
        let mut steps = query_plan(connection, sql);
        steps.retain(|step| step.contains(" tasks") || step.contains("B-TREE"));
        steps
    }

    #[test]
    fn a_list_is_found_by_its_owner_and_not_sorted_in_the_default_order() {
        let database = TestDatabase::create();
        let mut connection = connect(&database.config()).unwrap();
        let choices = (0..8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0));
        let choices = SortKey::ALL.into_iter().flat_map(|key| choices.clone().map(move |rest| (key, rest)));
        for (key, (descending, filtered, after)) in choices {
            let sql = list_sql(Sort { key, descending }, filtered, after);
            let (mut place, mut sorting) = ("", vec!["USE TEMP B-TREE FOR ORDER BY"]);
            if key == SortKey::CreatedAt {
                place = match (after, descending) {
                    (false, _) => "",
                    (true, false) => " AND created_at>?",
                    (true, true) => " AND created_at<?",
                };
                sorting.clear();
            }
            let found = format!("SEARCH tasks USING INDEX tasks_newest_idx (owner_id=?{place})");
            let expected: Vec<&str> = [found.as_str()].into_iter().chain(sorting).collect();
            assert_eq!(plan(&mut connection, &sql), expected, "{sql}");
        }
    }
}
