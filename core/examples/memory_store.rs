//! Creates, edits, completes and lists tasks, without a database.
//!
//! Run this example with `cargo run --example memory_store --features testing,system-clock`.
#![expect(clippy::disallowed_macros, reason = "an example prints its results")]

use std::error::Error;
use std::sync::Arc;

use tasklane_core::clock::{Clock, SystemClock};
use tasklane_core::ids::UserId;
use tasklane_core::task::{
    DueDate, ExpectedVersion, NewTask, Page, Priority, Sort, TaskContent, TaskContentPatch, TaskFilter,
    TaskPatch, TaskQuery, TaskService, Title,
};
use tasklane_core::testing::MemoryDatabase;
use tasklane_core::testing::examples::new_user;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let stores = MemoryDatabase::stores();
    let ada = stores.users.create(&new_user("ada"), SystemClock.now()).await?.id;
    let tasks = TaskService::builder(&stores, Arc::new(SystemClock)).build();

    let milk = NewTask::titled(Title::parse("Buy milk")?);
    let rent = NewTask::pending(TaskContent {
        due_date: Some(DueDate::parse("2026-12-01")?),
        priority: Priority::High,
        ..TaskContent::titled(Title::parse("Pay the rent")?)
    });
    let milk =
        tasks.create(ada, &milk, None).await?.fresh().ok_or("only a request with a key is replayed")?;
    tasks.create(ada, &rent, None).await?;

    // An edit changes only the given fields. `ExpectedVersion::OneOf` rejects the edit if another client has changed
    // the task.
    let content =
        TaskContentPatch { title: Some(Title::parse("Buy oat milk")?), ..TaskContentPatch::default() };
    let patch = TaskPatch { content, ..TaskPatch::default() };
    let milk = tasks.edit(ada, milk.id, &patch, &ExpectedVersion::OneOf(vec![milk.version])).await?;

    // A toggle completes the task. A second toggle would reopen the task.
    tasks.toggle(ada, milk.id, &ExpectedVersion::Any, None).await?;

    println!("all tasks, the highest priority first:");
    let by_priority = TaskQuery { sort: Sort::parse("-priority")?, ..TaskQuery::unfiltered(Page::ALL) };
    print(&tasks, ada, &by_priority).await?;

    println!("tasks that are not completed:");
    let filter = TaskFilter { is_completed: Some(false), ..TaskFilter::default() };
    print(&tasks, ada, &TaskQuery { filter, ..by_priority }).await
}

async fn print(tasks: &TaskService, owner: UserId, query: &TaskQuery) -> Result<(), Box<dyn Error>> {
    for task in tasks.list(owner, query).await?.tasks {
        println!("  {} ({})", task.content.title.as_str(), task.progress.status());
    }
    Ok(())
}
