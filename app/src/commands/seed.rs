//! `tasklane seed`: fills the database with demo users and tasks.

use std::sync::Arc;

use fastrand::Rng;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde_json::json;
use tasklane_adopt::count_of;
use tasklane_core::clock::{Clock, SystemClock, Timestamp};
use tasklane_core::ids::UserId;
use tasklane_core::invalid::Invalid;
use tasklane_core::stores::Stores;
use tasklane_core::task::{AddedTask, LockScope, LockedRows, LockedWrite, Plan, PlannedStep, StorageQuota};
use tasklane_core::user::{HashJobOrigin, NewPassword, PasswordHash, PasswordHasher, SaveUserError};

use super::cli::SeedArgs;
use super::errors::{CommandError, SeedError};
use super::output;
use super::progress::Progress;
use super::seed_data::{first_username, new_user, past_task, rng_of};
use crate::application::StartError;
use crate::settings::Settings;
use crate::wiring::{StoreSource, hasher};

/// Number of users whose tasks are stored concurrently. A number above the number of processors of the database server
/// does not make seeding faster.
const CONCURRENCY: usize = 8;
/// Number of tasks per transaction. Other writers may wait for the transaction, so it must take only a fraction of a
/// second.
const BATCH: u32 = 500;

impl From<Invalid> for SeedError {
    fn from(invalid: Invalid) -> Self {
        Self::Value(invalid)
    }
}

/// Demo users have no quota, because the operator chooses the number of tasks.
const NO_QUOTA: StorageQuota = StorageQuota { max_tasks: u32::MAX, max_bytes: i64::MAX };

/// The shared state of one run.
struct SeedRun<'a> {
    stores: Stores,
    hash: PasswordHash,
    args: &'a SeedArgs,
    now: Timestamp,
    progress: Progress,
}

pub(super) async fn seed(settings: &Settings, args: &SeedArgs) -> Result<(), CommandError> {
    let password = NewPassword::parse(&args.password).map_err(SeedError::Password)?;
    super::migrate::ensure_migrated(settings).await?;
    let stores = StoreSource::open(&settings.database, CONCURRENCY).map_err(StartError::from)?.stores();
    let hasher = hasher(settings).map_err(StartError::from)?;
    let hash = hasher.hash(&password, HashJobOrigin::OPERATOR).await.map_err(SeedError::from)?;
    let rows = u64::from(args.users) * (1 + u64::from(args.tasks));
    let progress = Progress::with_total(rows, "users and tasks", args.output);
    let run = SeedRun { stores, hash, args, now: SystemClock.now(), progress };
    let filled = stream::iter(1..=args.users)
        .map(|number| run.fill(number))
        .buffer_unordered(CONCURRENCY)
        .try_fold(0, |added, was_new| async move { Ok(added + u32::from(was_new)) });
    let added: u32 = filled.await?;
    run.progress.end();
    report(args, added)
}

impl SeedRun<'_> {
    /// Creates one user with tasks. Returns false if the user already exists.
    async fn fill(&self, number: u32) -> Result<bool, SeedError> {
        let mut rng = rng_of(self.args.seed, number);
        let (new, registered) = new_user(&mut rng, number, &self.hash, self.now)?;
        let user = match self.stores.users.create(&new, registered).await {
            Ok(user) => user,
            Err(SaveUserError::EmailTaken | SaveUserError::UsernameTaken) => {
                self.progress.add(1 + u64::from(self.args.tasks));
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        };
        self.progress.add(1);
        let mut left = self.args.tasks;
        while left > 0 {
            let count = left.min(BATCH);
            self.add_tasks(user.id, &mut rng, count).await?;
            self.progress.add(count.into());
            left -= count;
        }
        Ok(true)
    }

    async fn add_tasks(&self, owner: UserId, rng: &mut Rng, count: u32) -> Result<(), SeedError> {
        let tasks: Vec<AddedTask> = (0..count).map(|_| past_task(rng, self.now)).collect::<Result<_, _>>()?;
        let decide = Arc::new(move |locked: &_| Ok(add_all(&tasks, locked)));
        let work = LockedWrite {
            scope: LockScope::Ids(Vec::new()),
            decide,
            idempotency: None,
            quota: NO_QUOTA,
            at: self.now,
        };
        self.stores.tasks.write(owner, &work).await?;
        Ok(())
    }
}

/// Assigns each task the sequence number of its last write. A completed task takes two numbers, because it was written
/// twice.
fn add_all(tasks: &[AddedTask], locked: &LockedRows) -> Plan {
    let mut counter = locked.counter;
    let add = |task: &AddedTask| {
        counter.seq += task.version().get();
        counter.live_tasks += 1;
        counter.stored_bytes += task.new.content.stored_bytes();
        AddedTask { change_seq: counter.seq, ..task.clone() }
    };
    let added = tasks.iter().map(add).collect();
    Plan { changed: Vec::new(), added, counter, steps: vec![PlannedStep::Insert; tasks.len()] }
}

fn report(args: &SeedArgs, added: u32) -> Result<(), CommandError> {
    let SeedArgs { users, tasks, seed, ref password, output } = *args;
    let (present, username) = (users - added, first_username(seed));
    let text = format!(
        "added {} with {} each; {present} already existed\n\
         log in as {username} with the password {password:?}",
        count_of(added, "user"),
        count_of(tasks, "task")
    );
    let json = json!({
        "users_added": added,
        "users_present": present,
        "tasks_added": u64::from(added) * u64::from(tasks),
        "login": {"username": username, "password": password},
    });
    output::print_result(output, &text, &json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::task::{ROW_BYTES, TaskCounters};
    use tasklane_core::testing::examples::{at, new_task};

    #[test]
    fn completed_demo_task_takes_two_sequence_numbers() {
        let added = |completed_at| AddedTask {
            new: new_task("task").into(),
            change_seq: 0,
            created_at: at(1),
            completed_at,
        };
        let tasks = [added(None), added(Some(at(9))), added(None)];
        let counter = TaskCounters { seq: 10, live_tasks: 4, stored_bytes: 7 };
        let plan = add_all(&tasks, &LockedRows { tasks: Vec::new(), counter });
        assert_eq!(plan.added.iter().map(|added| added.change_seq).collect::<Vec<_>>(), [11, 13, 14]);
        let stored_bytes = 7 + 3 * (ROW_BYTES + 8);
        assert_eq!(plan.counter, TaskCounters { seq: 14, live_tasks: 7, stored_bytes });
        assert_eq!(plan.steps, [const { PlannedStep::Insert }; 3]);
        let completed = plan.added.get(1).unwrap();
        assert_eq!((completed.version().get(), completed.updated_at()), (2, at(9)));
    }
}
