//! Many tasks as the columns of one statement, which is the same for any number of them.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::task::{AddedTask, Description, DueDate, KeptTask, NewTask, Task, searchable};

use crate::cached_sql::{CachedSql, cached_sql};
use crate::task_writing_sql::{ADD_TASKS, CHANGE_TASKS};

/// What tasks that are added and tasks that are changed have in common.
#[derive(Default)]
struct Contents<'t> {
    titles: Vec<&'t str>,
    descriptions: Vec<Option<&'t str>>,
    statuses: Vec<&'static str>,
    completed_at: Vec<Option<Timestamp>>,
    due_dates: Vec<Option<NaiveDate>>,
    priorities: Vec<&'static str>,
    tags: Vec<String>,
    search_texts: Vec<String>,
}

#[derive(Default)]
pub(crate) struct AddedColumns<'t> {
    contents: Contents<'t>,
    versions: Vec<i64>,
    change_seqs: Vec<i64>,
    created_at: Vec<Timestamp>,
    updated_at: Vec<Timestamp>,
}

#[derive(Default)]
pub(crate) struct ChangedColumns<'t> {
    ids: Vec<i64>,
    contents: Contents<'t>,
    versions: Vec<i64>,
    change_seqs: Vec<i64>,
    updated_at: Vec<Timestamp>,
    deleted_at: Vec<Option<Timestamp>>,
}

impl<'t> AddedColumns<'t> {
    pub(crate) fn of(tasks: &'t [AddedTask]) -> Self {
        let mut columns = Self::default();
        for added in tasks {
            columns.contents.push_added(added);
            columns.versions.push(added.version().get());
            columns.change_seqs.push(added.change_seq);
            columns.created_at.push(added.created_at);
            columns.updated_at.push(added.updated_at());
        }
        columns
    }

    pub(crate) fn insert(self, owner: UserId) -> CachedSql<BoxedSqlQuery<'t, Pg, SqlQuery>> {
        cached_sql(ADD_TASKS).bind_all(|sql| {
            let sql = sql.into_boxed().bind::<BigInt, _>(owner.get());
            self.contents
                .bind(sql)
                .bind::<Array<BigInt>, _>(self.versions)
                .bind::<Array<BigInt>, _>(self.change_seqs)
                .bind::<Array<Timestamptz>, _>(self.created_at)
                .bind::<Array<Timestamptz>, _>(self.updated_at)
        })
    }
}

impl<'t> ChangedColumns<'t> {
    pub(crate) fn of(tasks: &'t [KeptTask]) -> Self {
        let mut columns = Self::default();
        for KeptTask { task, deleted_at } in tasks {
            columns.ids.push(task.id.get());
            columns.contents.push_task(task);
            columns.versions.push(task.version.get());
            columns.change_seqs.push(task.change_seq);
            columns.updated_at.push(task.updated_at);
            columns.deleted_at.push(*deleted_at);
        }
        columns
    }

    pub(crate) fn update(self, owner: UserId) -> CachedSql<BoxedSqlQuery<'t, Pg, SqlQuery>> {
        cached_sql(CHANGE_TASKS).bind_all(|sql| {
            let sql = sql.into_boxed().bind::<BigInt, _>(owner.get()).bind::<Array<BigInt>, _>(self.ids);
            self.contents
                .bind(sql)
                .bind::<Array<BigInt>, _>(self.versions)
                .bind::<Array<BigInt>, _>(self.change_seqs)
                .bind::<Array<Timestamptz>, _>(self.updated_at)
                .bind::<Array<Nullable<Timestamptz>>, _>(self.deleted_at)
        })
    }
}

impl<'t> Contents<'t> {
    fn push_added(&mut self, added: &'t AddedTask) {
        let NewTask { title, description, status: _, due_date, priority, tags } = &*added.new;
        let progress = added.progress();
        self.titles.push(title.as_str());
        self.descriptions.push(description.as_ref().map(Description::as_str));
        self.statuses.push(progress.status().as_str());
        self.completed_at.push(progress.completed_at());
        self.due_dates.push(due_date.map(DueDate::day));
        self.priorities.push(priority.as_str());
        self.tags.push(array_text(tags.as_slice()));
        self.search_texts.push(searchable(title, description.as_ref()));
    }

    fn push_task(&mut self, task: &'t Task) {
        self.titles.push(task.title.as_str());
        self.descriptions.push(task.description.as_ref().map(Description::as_str));
        self.statuses.push(task.progress.status().as_str());
        self.completed_at.push(task.progress.completed_at());
        self.due_dates.push(task.due_date.map(DueDate::day));
        self.priorities.push(task.priority.as_str());
        self.tags.push(array_text(task.tags.as_slice()));
        self.search_texts.push(searchable(&task.title, task.description.as_ref()));
    }

    fn bind(self, sql: BoxedSqlQuery<'t, Pg, SqlQuery>) -> BoxedSqlQuery<'t, Pg, SqlQuery> {
        sql.bind::<Array<Text>, _>(self.titles)
            .bind::<Array<Nullable<Text>>, _>(self.descriptions)
            .bind::<Array<Text>, _>(self.statuses)
            .bind::<Array<Nullable<Timestamptz>>, _>(self.completed_at)
            .bind::<Array<Nullable<Date>>, _>(self.due_dates)
            .bind::<Array<Text>, _>(self.priorities)
            .bind::<Array<Text>, _>(self.tags)
            .bind::<Array<Text>, _>(self.search_texts)
    }
}

/// An array in PostgreSQL's notation.
fn array_text(items: &[String]) -> String {
    let mut text = String::from("{");
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index == 0 { "\"" } else { ",\"" });
        for character in item.chars() {
            if matches!(character, '"' | '\\') {
                text.push('\\');
            }
            text.push(character);
        }
        text.push('"');
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_of_an_item_are_escaped() {
        let items = ["a b", r#"{"x\y"}"#, "NULL", "a,b"].map(ToOwned::to_owned);
        assert_eq!(array_text(&items), r#"{"a b","{\"x\\y\"}","NULL","a,b"}"#);
        assert_eq!(array_text(&[]), "{}");
    }
}
