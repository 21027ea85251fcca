//! The contract of [`TaskStore`](crate::task::TaskStore) for reads of more than one slice: results match the domain rules.

use super::planning::{done, locked_write, rules};
use super::suite::add_user;
use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::{
    DueDate, NewTask, OperationResult, Page, Priority, SearchText, Sort, SortKey, Status, Tags, Task,
    TaskContent, TaskFilter, TaskOperation, TaskQuery, TaskSummary,
};
use crate::testing::examples::{at, described_content};

contract!($ task_slices(Stores) as __task_slices_contract:
    sliced_reads_match_the_domain_rules,
);

const BATCHES: [i64; 4] = [3, 1, 2, 2];
const IN_A_BATCH: usize = 600;

fn task(number: usize) -> NewTask {
    let status = Status::ALL.get(number % 3).copied().unwrap();
    let due_date =
        DueDate::parse(&format!("2026-01-{:02}", number % 31 + 1)).ok().filter(|_| !number.is_multiple_of(4));
    let content = TaskContent {
        due_date,
        priority: Priority::ALL.get(number % 4).copied().unwrap(),
        tags: Tags::parse(number.is_multiple_of(7).then(|| "home".to_owned()).into_iter().collect()).unwrap(),
        ..described_content(
            &format!("Task {}", number * 7919 % 2400),
            &format!("word{} und Grün", number % 50),
        )
    };
    NewTask { content, status }
}

/// Adds many tasks. All tasks of a batch have the same creation time, like tasks of an import.
async fn add_many(stores: &Stores, owner: UserId) -> Vec<Task> {
    let mut tasks = Vec::new();
    for (batch, time) in BATCHES.into_iter().enumerate() {
        let first = batch * IN_A_BATCH;
        let operations = (first..first + IN_A_BATCH).map(|number| TaskOperation::Create(task(number)));
        let work = locked_write(operations.collect(), rules(at(time)), None);
        let written = done(stores.tasks.write(owner, &work).await);
        tasks.extend(written.iter().filter_map(OperationResult::task).cloned());
    }
    assert_eq!(tasks.len(), BATCHES.len() * IN_A_BATCH);
    tasks
}

fn filters() -> [TaskFilter; 4] {
    let none = TaskFilter::default;
    [
        none(),
        TaskFilter { text: SearchText::parse("WORD7 ").ok(), ..none() },
        TaskFilter { tags: vec!["home".to_owned()], is_completed: Some(false), ..none() },
        TaskFilter {
            text: SearchText::parse("grün").ok(),
            due_after: DueDate::parse("2026-01-09").ok(),
            ..none()
        },
    ]
}

async fn sliced_reads_match_the_domain_rules(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let tasks = add_many(stores, owner).await;
    for filter in &filters() {
        let count = tasks.iter().filter(|task| filter.matches(task)).count();
        assert_eq!(
            stores.tasks.count(owner, filter).await.unwrap(),
            i64::try_from(count).unwrap(),
            "{filter:?}"
        );
    }
    let sorts =
        SortKey::ALL.into_iter().flat_map(|key| [false, true].map(|descending| Sort { key, descending }));
    for (sort, filter) in sorts.zip(filters().into_iter().cycle()) {
        let mut wanted: Vec<&Task> = tasks.iter().filter(|task| filter.matches(task)).collect();
        wanted.sort_by_cached_key(|task| task.id);
        wanted.sort_by(|a, b| sort.compare(&sort.position_of(a), &sort.position_of(b)));
        let middle = wanted.get(wanted.len() / 2).map(|task| sort.position_of(task));
        let skip = wanted.len() * 3 / 4;
        for (skip, after, limit) in [(0, &None, 30), (skip, &None, 20), (0, &middle, 1000), (9999, &None, 5)]
        {
            let page = Page::new(i64::try_from(skip).unwrap(), Some(limit)).unwrap();
            let query = TaskQuery { filter: filter.clone(), sort, after: after.clone(), page };
            let found = stores.tasks.list(owner, &query).await.unwrap();
            let behind = |task: &&&Task| {
                after.as_ref().is_none_or(|after| sort.compare(&sort.position_of(task), after).is_gt())
            };
            let mut left = wanted.iter().filter(behind).skip(skip).copied().cloned();
            let window: Vec<Task> = left.by_ref().take(usize::try_from(limit).unwrap()).collect();
            assert!(found.tasks == window, "{query:?}");
            assert_eq!((found.seq, found.has_more), (2400, left.next().is_some()), "{query:?}");
        }
    }
    let today = DueDate::parse("2026-01-16").unwrap();
    let with =
        |status| i64::try_from(tasks.iter().filter(|task| task.progress.status() == status).count()).unwrap();
    let is_overdue =
        |task: &&Task| !task.progress.is_completed() && task.content.due_date.is_some_and(|due| due < today);
    let expected = TaskSummary {
        seq: 2400,
        pending: with(Status::Pending),
        in_progress: with(Status::InProgress),
        completed: with(Status::Completed),
        overdue: i64::try_from(tasks.iter().filter(is_overdue).count()).unwrap(),
    };
    assert_eq!(stores.tasks.summarize(owner, today).await.unwrap(), expected);
}
