//! `tasklane seed`: demo users and tasks that look like somebody's.

use std::io::Write;

use chrono::{Days, TimeDelta};
use fastrand::Rng;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use tasklane_core::clock::{Clock, Timestamp};
use tasklane_core::ids::UserId;
use tasklane_core::invalid::Invalid;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::Stores;
use tasklane_core::task::{CreateTaskError, Description, DueDate, NewTask, Priority, Status, Tags, Title};
use tasklane_core::user::{
    Email, HasherError, Name, NewPassword, NewUser, PasswordHash, PasswordHasher, SaveUserError, Username,
};
use thiserror::Error;

use super::cli::SeedArgs;
use super::run::CommandError;
use super::seed_words::{self, pick};
use crate::SystemClock;
use crate::application::StartError;
use crate::settings::Settings;
use crate::wiring::{StoreSource, hasher};

/// How many users are filled at a time. More than the database's processors does no good.
const AT_ONCE: usize = 8;

#[derive(Debug, Error)]
pub(super) enum SeedError {
    #[error("the password {0}")]
    Password(Invalid),
    #[error("a demo value is not valid")]
    Value(#[source] Invalid),
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error("a user can't be stored")]
    User(#[from] SaveUserError),
    #[error("a task can't be stored")]
    Task(#[from] CreateTaskError),
    #[error("a task can't be stored")]
    Store(#[from] StoreError),
}

impl From<Invalid> for SeedError {
    fn from(invalid: Invalid) -> Self {
        Self::Value(invalid)
    }
}

pub(super) async fn seed(settings: &Settings, args: &SeedArgs) -> Result<(), CommandError> {
    let password = NewPassword::parse(&args.password).map_err(SeedError::Password)?;
    super::migrate::apply(&settings.database).await?;
    let stores = StoreSource::open(&settings.database, AT_ONCE).map_err(StartError::from)?.stores();
    let hasher = hasher(settings).map_err(StartError::from)?;
    let hash = hasher.hash(&password).await.map_err(SeedError::from)?;
    let now = SystemClock.now();
    let filled = stream::iter(1..=args.users)
        .map(|number| fill(&stores, &hash, args, number, now))
        .buffer_unordered(AT_ONCE)
        .try_fold(0, |added, was_new| async move { Ok(added + u32::from(was_new)) });
    let added: u32 = filled.await?;
    let report = format!(
        "added {added} users with {} tasks each; {} were there already\nlog in as {} with the password {:?}\n",
        args.tasks,
        args.users - added,
        example(args),
        args.password
    );
    std::io::stdout().write_all(report.as_bytes()).map_err(CommandError::Output)
}

/// One user with tasks; false when the user was there already.
async fn fill(
    stores: &Stores,
    hash: &PasswordHash,
    args: &SeedArgs,
    number: u32,
    now: Timestamp,
) -> Result<bool, SeedError> {
    // Each user grows from a seed of its own, so that it is the same whoever else is made.
    let mut rng = Rng::with_seed(args.seed.wrapping_mul(1_000_003).wrapping_add(number.into()));
    let new = new_user(&mut rng, number, hash)?;
    let registered = now - TimeDelta::days(rng.i64(90..365));
    let user = match stores.users.create(&new, registered).await {
        Ok(user) => user,
        Err(SaveUserError::EmailTaken | SaveUserError::UsernameTaken) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    for _ in 0..args.tasks {
        add_task(stores, user.id, &mut rng, args.tasks, now).await?;
    }
    Ok(true)
}

async fn add_task(
    stores: &Stores,
    owner: UserId,
    rng: &mut Rng,
    quota: u32,
    now: Timestamp,
) -> Result<(), SeedError> {
    let age = TimeDelta::seconds(rng.i64(60..90 * 86_400));
    let (new, is_done) = new_task(rng, now - age)?;
    let task = stores.tasks.create(owner, &new, now - age, quota).await?;
    if is_done {
        let took = TimeDelta::seconds(rng.i64(30..=age.num_seconds()));
        stores.tasks.toggle(owner, task.id, &Status::ALL, None, now - age + took).await?;
    }
    Ok(())
}

fn new_user(rng: &mut Rng, number: u32, hash: &PasswordHash) -> Result<NewUser, Invalid> {
    let (first, last) = (pick(rng, &seed_words::FIRST_NAMES), pick(rng, &seed_words::LAST_NAMES));
    let username = format!("{}{number}", first.to_lowercase());
    Ok(NewUser {
        email: Email::parse(&format!("{username}@example.org"))?,
        username: Username::parse(&username)?,
        name: Name::parse(&format!("{first} {last}"))?,
        password_hash: hash.clone(),
    })
}

/// A task, and whether it gets done. Older tasks are more often done than young ones.
fn new_task(rng: &mut Rng, created: Timestamp) -> Result<(NewTask, bool), Invalid> {
    let title = format!("{} {}", pick(rng, &seed_words::VERBS), pick(rng, &seed_words::THINGS));
    let description = (rng.u8(0..10) < 4).then(|| pick(rng, &seed_words::NOTES));
    let mut tags: Vec<String> = (0..rng.u8(0..3)).map(|_| pick(rng, &seed_words::TAGS).to_owned()).collect();
    tags.dedup();
    let due = (rng.u8(0..10) < 5).then(|| created.date_naive().checked_add_days(Days::new(rng.u64(1..60))));
    let new = NewTask {
        title: Title::parse(&title)?,
        description: description.map(Description::parse).transpose()?,
        status: if rng.u8(0..10) < 2 { Status::InProgress } else { Status::Pending },
        due_date: due.flatten().and_then(DueDate::new),
        priority: pick(rng, &Priority::ALL),
        tags: Tags::parse(tags)?,
    };
    Ok((new, rng.u8(0..10) < 4))
}

fn example(args: &SeedArgs) -> String {
    let mut rng = Rng::with_seed(args.seed.wrapping_mul(1_000_003).wrapping_add(1));
    format!("{}1", pick(&mut rng, &seed_words::FIRST_NAMES).to_lowercase())
}
