//! What a list or a count is asked for, as the values of its statement.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Nullable, SmallInt, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::task::{
    DueDate, Position, ReadLimit, SearchText, SortValue, Status, TaskFilter, TaskQuery,
};

use crate::cached_sql::{CachedSql, cached_sql};
use crate::task_list_sql::{count, list};
use crate::task_rows::TaskColumns;

type Asked<'q> = BoxedSqlQuery<'q, Pg, SqlQuery>;

pub(crate) fn list_tasks(owner: UserId, query: &TaskQuery) -> CachedSql<Asked<'_>, (TaskColumns, BigInt)> {
    let after = query.after.as_ref();
    let place = Place::of(after);
    cached_sql(list(query)).in_order().bind_all(|sql| {
        bind_filter(sql, owner, &query.filter)
            // One more than is returned shows whether more follow.
            .bind::<Nullable<BigInt>, _>(query.page.limit().map(|limit| limit.saturating_add(1)))
            .bind::<BigInt, _>(query.page.skip())
            .bind::<Nullable<BigInt>, _>(after.map(|after| after.id.get()))
            .bind::<Nullable<Timestamptz>, _>(place.time)
            .bind::<Nullable<Text>, _>(place.text)
            .bind::<Nullable<SmallInt>, _>(place.rank)
            .bind::<Nullable<Date>, _>(place.day)
            .bind::<BigInt, _>(enough_bytes(query.page.read_limit()))
    })
}

/// The row behind the last shows whether more follow.
pub(crate) fn with_one_more(limit: ReadLimit) -> i64 {
    i64::from(limit.rows).saturating_add(1)
}

/// As a value of a statement.
pub(crate) fn enough_bytes(limit: ReadLimit) -> i64 {
    i64::try_from(limit.bytes.max(1)).unwrap_or(i64::MAX)
}

pub(crate) fn count_tasks(owner: UserId, filter: &TaskFilter) -> CachedSql<Asked<'_>> {
    cached_sql(count(filter)).bind_all(|sql| bind_filter(sql, owner, filter))
}

fn bind_filter(sql: SqlQuery, owner: UserId, filter: &TaskFilter) -> Asked<'_> {
    let statuses: Option<Vec<&str>> =
        filter.wanted_statuses().map(|statuses| statuses.into_iter().map(Status::as_str).collect());
    let priorities: Vec<&str> = filter.priorities.iter().map(|priority| priority.as_str()).collect();
    let tags: Vec<&str> = filter.tags.iter().map(String::as_str).collect();
    sql.into_boxed()
        .bind::<BigInt, _>(owner.get())
        .bind::<Nullable<Array<Text>>, _>(statuses)
        .bind::<Nullable<Array<Text>>, _>(some_of(priorities))
        .bind::<Nullable<Array<Text>>, _>(some_of(tags))
        .bind::<Nullable<Date>, _>(filter.due_after.map(DueDate::day))
        .bind::<Nullable<Date>, _>(filter.due_before.map(DueDate::day))
        .bind::<Nullable<Text>, _>(filter.text.as_ref().map(pattern))
}

/// An empty list stands for no condition.
fn some_of<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// Of LIKE, whose wildcards stand for themselves here.
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

/// By what the list is sorted, at the place where it goes on.
#[derive(Default)]
struct Place<'p> {
    time: Option<Timestamp>,
    text: Option<&'p str>,
    rank: Option<i16>,
    day: Option<NaiveDate>,
}

impl<'p> Place<'p> {
    fn of(after: Option<&'p Position>) -> Self {
        let nowhere = Self::default();
        match after.map(|after| &after.value) {
            None => nowhere,
            Some(SortValue::Time(time)) => Self { time: Some(*time), ..nowhere },
            Some(SortValue::Text(text)) => Self { text: Some(text), ..nowhere },
            Some(SortValue::Rank(rank)) => Self { rank: Some(*rank), ..nowhere },
            Some(SortValue::Day(day)) => Self { day: day.map(DueDate::day), ..nowhere },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_themselves() {
        let words = SearchText::parse(r"50%_\ off").unwrap();
        assert_eq!(pattern(&words), r"%50\%\_\\ off%");
    }
}
