//! Statements that write several tasks each. Their text does not depend on the number of tasks.

use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use tasklane_core::ids::UserId;
use tasklane_core::task::{AddedTask, Progress, TaskContent, TaskRecord};

use crate::connection::cached_sql::{CachedSql, cached_sql};
use crate::tasks::columns::bind_contents;
use crate::tasks::locked_write_statements::{ADD_TASKS, CHANGE_TASKS};

type Batch<'t> = CachedSql<BoxedSqlQuery<'t, Pg, SqlQuery>>;

pub(crate) fn add_tasks(owner: UserId, tasks: &[AddedTask]) -> Batch<'_> {
    let contents: Vec<&TaskContent> = tasks.iter().map(|added| &added.new.content).collect();
    let progress: Vec<Progress> = tasks.iter().map(AddedTask::progress).collect();
    cached_sql(ADD_TASKS.as_str()).bind_all(|sql| {
        let sql = sql
            .into_boxed()
            .bind::<BigInt, _>(owner.get())
            .bind::<Array<BigInt>, _>(column_values(tasks, |added| added.version().get()))
            .bind::<Array<BigInt>, _>(column_values(tasks, |added| added.change_seq))
            .bind::<Array<Timestamptz>, _>(column_values(tasks, |added| added.created_at))
            .bind::<Array<Timestamptz>, _>(column_values(tasks, AddedTask::updated_at));
        bind_contents(bind_derived(sql, &progress, &contents), &contents)
    })
}

pub(crate) fn change_tasks(owner: UserId, tasks: &[TaskRecord]) -> Batch<'_> {
    let contents: Vec<&TaskContent> = tasks.iter().map(|record| &record.task.content).collect();
    let progress: Vec<Progress> = tasks.iter().map(|record| record.task.progress).collect();
    cached_sql(CHANGE_TASKS.as_str()).bind_all(|sql| {
        let sql = sql
            .into_boxed()
            .bind::<BigInt, _>(owner.get())
            .bind::<Array<BigInt>, _>(column_values(tasks, |record| record.task.version.get()))
            .bind::<Array<BigInt>, _>(column_values(tasks, |record| record.task.change_seq))
            .bind::<Array<BigInt>, _>(column_values(tasks, |record| record.task.id.get()))
            .bind::<Array<Timestamptz>, _>(column_values(tasks, |record| record.task.updated_at));
        let sql = bind_derived(sql, &progress, &contents)
            .bind::<Array<Nullable<Timestamptz>>, _>(column_values(tasks, |record| record.deleted_at));
        bind_contents(sql, &contents)
    })
}

/// Binds the status, the completion time and the search text of each task.
fn bind_derived<'t>(
    sql: BoxedSqlQuery<'t, Pg, SqlQuery>,
    progress: &[Progress],
    contents: &[&TaskContent],
) -> BoxedSqlQuery<'t, Pg, SqlQuery> {
    sql.bind::<Array<Text>, _>(column_values(progress, |progress| progress.status().as_str()))
        .bind::<Array<Nullable<Timestamptz>>, _>(column_values(progress, |progress| progress.completed_at()))
        .bind::<Array<Text>, _>(column_values(contents, |content| content.search_text()))
}

fn column_values<'t, T, V>(rows: &'t [T], value: impl Fn(&'t T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}
