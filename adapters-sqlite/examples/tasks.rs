//! A to-do list on the command line, in the file tasks.db. Usage: `tasks add TITLE`, `tasks list` or `tasks toggle ID`.
//!
//! Exit codes: 0 success, 1 failure, 2 usage error.

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use tasklane_core::clock::{Clock, SystemClock};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::stores::Stores;
use tasklane_core::task::{ExpectedVersion, NewTask, Outcome, Page, Task, TaskQuery, TaskService, Title};
use tasklane_core::user::{Email, Language, NewUser, PasswordHash, Username};
use tasklane_sqlite::SqliteConfig;

type Failure = Box<dyn Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let printed = match arguments[..] {
        ["add", title] => add(title).await,
        ["list"] => list().await,
        ["toggle", id] => toggle(id).await,
        _ => {
            eprintln!("usage: tasks add TITLE | list | toggle ID");
            return ExitCode::from(2);
        }
    };
    match printed {
        Ok(text) => print!("{text}"),
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn add(title: &str) -> Result<String, Failure> {
    let title = Title::parse(title).map_err(|invalid| format!("the title {invalid}"))?;
    let (tasks, user) = open().await?;
    Ok(shown(tasks.create(user, &NewTask::titled(title), None).await?))
}

async fn list() -> Result<String, Failure> {
    let (tasks, user) = open().await?;
    let page = tasks.list_all(user, &TaskQuery::unfiltered(Page::ALL)).await?;
    Ok(page.tasks.iter().map(line).collect())
}

async fn toggle(id: &str) -> Result<String, Failure> {
    let id = id.parse().ok().and_then(TaskId::new).ok_or("the id must be a positive number")?;
    let (tasks, user) = open().await?;
    Ok(shown(tasks.toggle(user, id, &ExpectedVersion::Any, None).await?))
}

/// Opens the file, and creates it with one user if it is missing.
async fn open() -> Result<(TaskService, UserId), Failure> {
    let config = SqliteConfig::parse("sqlite:tasks.db")?;
    tasklane_sqlite::migrate(&config)?;
    let stores = tasklane_sqlite::open(&config)?;
    let user = owner(&stores).await?;
    Ok((TaskService::builder(&stores, Arc::new(SystemClock)).build(), user))
}

async fn owner(stores: &Stores) -> Result<UserId, Failure> {
    if let Some(user) = stores.users.list(None, 1).await?.pop() {
        return Ok(user.id);
    }
    let new = NewUser {
        email: Email::parse("ada@example.org")?,
        username: Username::parse("ada")?,
        name: None,
        // This text is not the hash of any password, so this user can't log in.
        password_hash: PasswordHash::new("none".to_owned()),
        language: Language::English,
        verification: None,
    };
    Ok(stores.users.create(&new, SystemClock.now()).await?.id)
}

fn shown(outcome: Outcome<Task>) -> String {
    match outcome {
        Outcome::Fresh(task) => line(&task),
        Outcome::Replayed(_) => unreachable!("only a write with an idempotency key is replayed"),
    }
}

fn line(task: &Task) -> String {
    let mark = if task.progress.is_completed() { 'x' } else { ' ' };
    format!("{:>4} [{mark}] {}\n", task.id, task.content.title.as_str())
}
