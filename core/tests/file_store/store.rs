//! The store: each owner has one file, which every write replaces atomically.
//!
//! The store reads and writes files in the calling thread, and reads a complete file for every call. A store for a server would
//! use another thread and an index.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    AddedTask, ChangesPage, CounterDelta, CreateTaskError, DueDate, LockScope, LockedRows, LockedWrite,
    NewTask, OperationResult, Outcome, ReadLimit, Status, StorageQuota, Task, TaskChange, TaskFilter,
    TaskList, TaskQuery, TaskRecord, TaskStore, TaskSummary, Version, WriteTasksError,
};
use tasklane_core::user::UserStore;

use crate::format;
use crate::owner_file::OwnerFile;

pub(crate) struct FileTasks {
    directory: PathBuf,
    users: Arc<dyn UserStore>,
    /// The highest task id. The lock also serializes all writes. Reads need no lock, because writes replace files atomically.
    last_id: Mutex<i64>,
}

impl FileTasks {
    pub(crate) fn open(directory: &Path, users: Arc<dyn UserStore>) -> Result<Self, StoreError> {
        let mut last_id = 0;
        for entry in fs::read_dir(directory).map_err(unavailable)? {
            let name = entry.map_err(unavailable)?.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(".tasks"));
            if let Some(owner) = stem.and_then(|stem| stem.parse().ok()).and_then(UserId::new) {
                let file = read(directory, owner)?;
                last_id = file.tasks.iter().map(|record| record.task.id.get()).fold(last_id, i64::max);
            }
        }
        Ok(Self { directory: directory.to_owned(), users, last_id: Mutex::new(last_id) })
    }

    fn read(&self, owner: UserId) -> Result<OwnerFile, StoreError> {
        read(&self.directory, owner)
    }

    /// Changes the rows of an owner. Does not write the file if `change` fails or does not change a row.
    fn change<T, E: From<StoreError>>(
        &self,
        owner: UserId,
        change: impl FnOnce(&mut OwnerFile, &mut dyn FnMut() -> TaskId) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut last_id = self.last_id.lock().unwrap();
        let before = self.read(owner)?;
        let mut file = before.clone();
        let mut next_id = || {
            *last_id += 1;
            TaskId::new(*last_id).unwrap()
        };
        let result = change(&mut file, &mut next_id)?;
        if file != before {
            self.replace(owner, &file)?;
        }
        Ok(result)
    }

    fn replace(&self, owner: UserId, file: &OwnerFile) -> Result<(), StoreError> {
        let path = path(&self.directory, owner);
        let temporary = path.with_extension("new");
        let write = || {
            let mut new = File::create(&temporary)?;
            new.write_all(format::print(file).as_bytes())?;
            new.sync_all()
        };
        write().map_err(unavailable)?;
        fs::rename(&temporary, &path).map_err(unavailable)?;
        // Without this sync, the rename may be lost in a power failure.
        let synced = File::open(&self.directory).and_then(|directory| directory.sync_all());
        synced.map_err(|error| StoreError::OutcomeUnknown(Box::new(error)))
    }
}

fn path(directory: &Path, owner: UserId) -> PathBuf {
    directory.join(format!("{owner}.tasks"))
}

fn read(directory: &Path, owner: UserId) -> Result<OwnerFile, StoreError> {
    match fs::read_to_string(path(directory, owner)) {
        Ok(text) => format::parse(owner, &text).ok_or(StoreError::Corrupt { table: "tasks", column: "line" }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(OwnerFile::default()),
        Err(error) => Err(unavailable(error)),
    }
}

fn unavailable(error: io::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

fn count<'a>(tasks: impl Iterator<Item = &'a Task>, is_counted: impl Fn(&Task) -> bool) -> i64 {
    i64::try_from(tasks.filter(|task| is_counted(task)).count()).unwrap()
}

#[async_trait]
impl TaskStore for FileTasks {
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: StorageQuota,
    ) -> Result<Task, CreateTaskError> {
        if self.users.find(owner).await?.is_none() {
            return Err(CreateTaskError::OwnerDeleted);
        }
        self.change(owner, |file, next_id| {
            let growth = CounterDelta { tasks: 1, bytes: new.content.stored_bytes() };
            let change_seq = file.count_write(growth, quota)?;
            let new = Arc::new(new.clone());
            Ok(file.add(owner, next_id(), &AddedTask { new, change_seq, created_at: at, completed_at: None }))
        })
    }

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        Ok(self.read(owner)?.live().find(|task| task.id == id).cloned())
    }

    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError> {
        let file = self.read(owner)?;
        let mut tasks: Vec<Task> = file.live().filter(|task| query.filter.matches(task)).cloned().collect();
        let position = |task: &Task| query.sort.position_of(task);
        tasks.sort_by(|a, b| query.sort.compare(&position(a), &position(b)));
        if let Some(after) = &query.after {
            tasks.retain(|task| query.sort.compare(&position(task), after).is_gt());
        }
        let skip = usize::try_from(query.page.skip()).unwrap_or(usize::MAX);
        let (tasks, has_more) =
            query.page.read_limit().collect_rows(tasks.into_iter().skip(skip).map(Ok::<_, StoreError>))?;
        Ok(TaskList { seq: file.counter.seq, tasks, has_more })
    }

    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
        Ok(count(self.read(owner)?.live(), |task| filter.matches(task)))
    }

    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError> {
        let file = self.read(owner)?;
        let with = |status| count(file.live(), |task| task.progress.status() == status);
        let is_overdue = |task: &Task| {
            !task.progress.is_completed() && task.content.due_date.is_some_and(|due| due < today)
        };
        Ok(TaskSummary {
            seq: file.counter.seq,
            pending: with(Status::Pending),
            in_progress: with(Status::InProgress),
            completed: with(Status::Completed),
            overdue: count(file.live(), is_overdue),
        })
    }

    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        Ok(self.read(owner)?.counter.seq)
    }

    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError> {
        let OwnerFile { counter, mut tasks, .. } = self.read(owner)?;
        tasks.retain(|record| record.task.change_seq > since);
        tasks.sort_by_key(|record| record.task.change_seq);
        let (tasks, has_more) = limit.collect_rows(tasks.into_iter().map(Ok::<_, StoreError>))?;
        // Deletions are never purged.
        Ok(ChangesPage { seq: counter.seq, purged_seq: 0, tasks, has_more })
    }

    async fn scan(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        limit: ReadLimit,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        let tasks = self.read(owner)?.tasks.into_iter();
        let next = tasks.filter(|record| after.is_none_or(|after| record.task.id > after));
        Ok(limit.collect_rows(next.map(Ok::<_, StoreError>))?.0)
    }

    async fn read_with_same_content(
        &self,
        owner: UserId,
        tasks: &Arc<[Arc<NewTask>]>,
    ) -> Result<LockedRows, StoreError> {
        Ok(self.read(owner)?.locked(&LockScope::SameContent(tasks.clone())))
    }

    async fn save(&self, change: &TaskChange, quota: StorageQuota) -> Result<Task, StoreError> {
        let owner = change.task.owner_id;
        self.change(owner, |file, _| {
            let stored =
                file.find_live(change.task.id).filter(|record| record.task.version == change.from_version);
            let created_at = stored.ok_or(StoreError::Conflict)?.task.created_at;
            let counted = file.count_write(CounterDelta { tasks: 0, bytes: change.growth }, quota);
            let change_seq = counted.map_err(|_exceeded| StoreError::Conflict)?;
            let task = Task { change_seq, created_at, ..change.task.clone() };
            file.find_live(task.id).ok_or(StoreError::Conflict)?.task = task.clone();
            Ok(task)
        })
    }

    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.change(owner, |file, _| {
            let stored = file.find_live(id).map(|record| record.task.version);
            if stored.is_none() || version.is_some_and(|version| stored != Some(version)) {
                return Ok(false);
            }
            file.counter.seq += 1;
            file.counter.live_tasks -= 1;
            let change_seq = file.counter.seq;
            let record = file.find_live(id).ok_or(StoreError::Conflict)?;
            record.task.version = record.task.version.next();
            record.task.change_seq = change_seq;
            record.task.updated_at = at;
            record.deleted_at = Some(at);
            Ok(true)
        })
    }

    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        if self.users.find(owner).await?.is_none() {
            return Err(WriteTasksError::OwnerDeleted);
        }
        self.change(owner, |file, next_id| file.write(owner, work, next_id))
    }
}
