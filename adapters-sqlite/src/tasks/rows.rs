//! Rows of `tasks`.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{AddedTask, NewTask, Progress, Status, Task, TaskRecord, Version};

use super::columns::{ContentRow, column, tasks};
use crate::values::micros;

#[derive(Insertable)]
#[diesel(table_name = tasks, treat_none_as_default_value = false)]
pub(crate) struct NewTaskRow {
    pub(crate) owner_id: i64,
    #[diesel(embed)]
    content: ContentRow,
    status: &'static str,
    completed_at: Option<i64>,
    version: i64,
    /// Set after the owner's counter has been incremented.
    pub(crate) change_seq: i64,
    created_at: i64,
    updated_at: i64,
    search_text: String,
}

/// The columns that a save may change.
#[derive(AsChangeset)]
#[diesel(table_name = tasks, treat_none_as_null = true)]
pub(crate) struct ChangedTaskRow {
    #[diesel(embed)]
    content: ContentRow,
    status: &'static str,
    completed_at: Option<i64>,
    version: i64,
    updated_at: i64,
    search_text: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub(crate) struct TaskRow {
    owner_id: i64,
    id: i64,
    #[diesel(embed)]
    content: ContentRow,
    status: String,
    completed_at: Option<i64>,
    version: i64,
    change_seq: i64,
    created_at: i64,
    updated_at: i64,
}

/// A live task or a tombstone: the task and `deleted_at`. It is a tuple, because a query that selects a row with two levels of
/// embedded rows takes many seconds to compile.
pub(crate) type TaskRecordRow = (TaskRow, Option<i64>);

impl NewTaskRow {
    pub(crate) fn new(owner: UserId, new: &NewTask, at: Timestamp) -> Result<Self, StoreError> {
        let progress = Progress::starting_in(new.status, at);
        Ok(Self {
            owner_id: owner.get(),
            content: (&new.content).try_into()?,
            status: progress.status().as_str(),
            completed_at: progress.completed_at().map(micros),
            version: Version::FIRST.get(),
            change_seq: 0,
            created_at: micros(at),
            updated_at: micros(at),
            search_text: new.content.search_text(),
        })
    }

    pub(crate) fn planned(owner: UserId, added: &AddedTask) -> Result<Self, StoreError> {
        let progress = added.progress();
        Ok(Self {
            status: progress.status().as_str(),
            completed_at: progress.completed_at().map(micros),
            version: added.version().get(),
            change_seq: added.change_seq,
            updated_at: micros(added.updated_at()),
            ..Self::new(owner, &added.new, added.created_at)?
        })
    }
}

impl ChangedTaskRow {
    pub(crate) fn new(task: &Task) -> Result<Self, StoreError> {
        Ok(Self {
            content: (&task.content).try_into()?,
            status: task.progress.status().as_str(),
            completed_at: task.progress.completed_at().map(micros),
            version: task.version.get(),
            updated_at: micros(task.updated_at),
            search_text: task.content.search_text(),
        })
    }
}

impl TryFrom<TaskRow> for Task {
    type Error = StoreError;

    fn try_from(row: TaskRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: column("id").read(TaskId::new(row.id))?,
            owner_id: column("owner_id").read(UserId::new(row.owner_id))?,
            content: row.content.try_into()?,
            progress: progress(&row.status, row.completed_at)?,
            version: column("version").read(Version::new(row.version))?,
            change_seq: row.change_seq,
            created_at: column("created_at").time(row.created_at)?,
            updated_at: column("updated_at").time(row.updated_at)?,
        })
    }
}

pub(crate) fn task_record((task, deleted_at): TaskRecordRow) -> Result<TaskRecord, StoreError> {
    let deleted_at = column("deleted_at").maybe_time(deleted_at)?;
    Ok(TaskRecord { task: task.try_into()?, deleted_at })
}

fn progress(status: &str, completed_at: Option<i64>) -> Result<Progress, StoreError> {
    let status = column("status").read(Status::parse(status).ok())?;
    let completed_at = column("completed_at").maybe_time(completed_at)?;
    column("completed_at").read(Progress::from_stored(status, completed_at))
}
