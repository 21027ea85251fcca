//! Binds the parameters of the statements that list and count tasks.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, SmallInt, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::task::{
    CreationPosition, DueDate, Position, ReadLimit, SearchText, Slice, SliceColumns, SliceRange, SortValue,
    Status, TaskFilter, TaskQuery,
};

use crate::connection::cached_sql::{CachedSql, cached_sql};
use crate::tasks::list_statements::{self, SUMMARIZE_SLICE, list};
use crate::tasks::rows::TaskColumns;

type Bound<'q> = BoxedSqlQuery<'q, Pg, SqlQuery>;

pub(crate) fn list_tasks(owner: UserId, query: &TaskQuery) -> CachedSql<Bound<'_>, (TaskColumns, BigInt)> {
    cached_sql(list(query)).in_order().bind_all(|sql| bind_query(sql, owner, query))
}

pub(crate) fn list_slice(
    owner: UserId,
    range: SliceRange,
    query: &TaskQuery,
    columns: SliceColumns,
) -> CachedSql<Bound<'_>, TaskColumns> {
    cached_sql(list_statements::list_slice(query)).in_order().bind_all(|sql| {
        bind_range(bind_query(sql, owner, query), range).bind::<Bool, _>(columns == SliceColumns::All)
    })
}

pub(crate) fn count_slice(owner: UserId, range: SliceRange, filter: &TaskFilter) -> CachedSql<Bound<'_>> {
    cached_sql(list_statements::count_slice(filter))
        .bind_all(|sql| bind_range(bind_filter(sql, owner, filter), range))
}

pub(crate) fn summarize_slice(owner: UserId, range: SliceRange, today: DueDate) -> CachedSql<Bound<'static>> {
    cached_sql(SUMMARIZE_SLICE).bind_all(|sql| {
        bind_range(sql.into_boxed().bind::<BigInt, _>(owner.get()).bind::<Date, _>(today.day()), range)
    })
}

/// Returns the positions and sizes of the tasks of a slice, and of the first task after the slice.
pub(crate) fn measure(
    owner: UserId,
    slice: Slice,
) -> CachedSql<Bound<'static>, (Timestamptz, BigInt, BigInt)> {
    cached_sql(list_statements::measure(slice.newest_first, slice.after.is_none())).in_order().bind_all(
        |sql| {
            let sql = sql
                .into_boxed()
                .bind::<BigInt, _>(owner.get())
                .bind::<BigInt, _>(limit_plus_one(slice.limit));
            match slice.after {
                Some(CreationPosition { at, id }) => {
                    sql.bind::<Timestamptz, _>(at).bind::<BigInt, _>(id.get())
                }
                None => sql,
            }
        },
    )
}

fn bind_query(sql: SqlQuery, owner: UserId, query: &TaskQuery) -> Bound<'_> {
    let after = query.after.as_ref();
    let sort_value = SortParameters::from_position(after);
    bind_filter(sql, owner, &query.filter)
        // The statement reads one row more than the page has, to detect whether more tasks follow.
        .bind::<Nullable<BigInt>, _>(query.page.limit().map(|limit| limit.saturating_add(1)))
        .bind::<BigInt, _>(query.page.skip())
        .bind::<Nullable<BigInt>, _>(after.map(|after| after.id.get()))
        .bind::<Nullable<Timestamptz>, _>(sort_value.time)
        .bind::<Nullable<Text>, _>(sort_value.text)
        .bind::<Nullable<SmallInt>, _>(sort_value.rank)
        .bind::<Nullable<Date>, _>(sort_value.day)
        .bind::<BigInt, _>(byte_limit(query.page.read_limit()))
}

fn bind_range(sql: Bound<'_>, range: SliceRange) -> Bound<'_> {
    let SliceRange { first, last } = range;
    sql.bind::<Timestamptz, _>(first.at)
        .bind::<BigInt, _>(first.id.get())
        .bind::<Timestamptz, _>(last.at)
        .bind::<BigInt, _>(last.id.get())
}

/// Returns the limit plus one. The additional row shows whether more rows follow.
pub(crate) fn limit_plus_one(limit: ReadLimit) -> i64 {
    i64::from(limit.rows).saturating_add(1)
}

/// Returns the byte limit as a parameter, at least 1.
pub(crate) fn byte_limit(limit: ReadLimit) -> i64 {
    i64::try_from(limit.bytes.max(1)).unwrap_or(i64::MAX)
}

fn bind_filter(sql: SqlQuery, owner: UserId, filter: &TaskFilter) -> Bound<'_> {
    let statuses: Option<Vec<&str>> =
        filter.matching_statuses().map(|statuses| statuses.into_iter().map(Status::as_str).collect());
    let priorities: Vec<&str> = filter.priorities.iter().map(|priority| priority.as_str()).collect();
    let tags: Vec<&str> = filter.tags.iter().map(String::as_str).collect();
    sql.into_boxed()
        .bind::<BigInt, _>(owner.get())
        .bind::<Nullable<Array<Text>>, _>(statuses)
        .bind::<Nullable<Array<Text>>, _>(non_empty(priorities))
        .bind::<Nullable<Array<Text>>, _>(non_empty(tags))
        .bind::<Nullable<Date>, _>(filter.due_after.map(DueDate::day))
        .bind::<Nullable<Date>, _>(filter.due_before.map(DueDate::day))
        .bind::<Nullable<Text>, _>(filter.text.as_ref().map(pattern))
}

/// Returns `None` for an empty list, which means no condition.
fn non_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// Returns a pattern for LIKE, with escaped wildcards.
fn pattern(words: &SearchText) -> String {
    let mut pattern = String::from("%");
    for character in words.as_str().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The sort value at the position after which the list continues. The parameter for the type of the value contains it.
#[derive(Default)]
struct SortParameters<'p> {
    time: Option<Timestamp>,
    text: Option<&'p str>,
    rank: Option<i16>,
    day: Option<NaiveDate>,
}

impl<'p> SortParameters<'p> {
    fn from_position(after: Option<&'p Position>) -> Self {
        let unset = Self::default();
        match after.map(|after| &after.value) {
            None => unset,
            Some(SortValue::Time(time)) => Self { time: Some(*time), ..unset },
            Some(SortValue::Text(text)) => Self { text: Some(text), ..unset },
            Some(SortValue::Rank(rank)) => Self { rank: Some(*rank), ..unset },
            Some(SortValue::Day(day)) => Self { day: day.map(DueDate::day), ..unset },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_escaped() {
        let words = SearchText::parse(r"50%_\ off").unwrap();
        assert_eq!(pattern(&words), r"%50\%\_\\ off%");
    }
}
