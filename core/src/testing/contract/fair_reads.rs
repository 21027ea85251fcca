//! The contract of stores that read in slices: the expensive reads of one user don't block other users.

use futures_util::future::{Either, join_all, select};
use futures_util::pin_mut;

use super::planning::{done, locked_write, rules};
use super::suite::{HIGH_TASK_QUOTA, add_user};
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{
    Description, NewTask, Page, SearchText, TaskContent, TaskFilter, TaskOperation, TaskQuery,
};
use crate::testing::examples::{AMPLE_QUOTA, at, content, new_task, toggled};

const SEARCHES: usize = 20;
/// Each batch has 2000 tasks, so that a search takes several slices.
const BATCHES: i64 = 3;

fn text() -> Description {
    Description::parse(&"lorem ipsum dolor ".repeat(20)).unwrap()
}

fn words(text: &str) -> TaskFilter {
    TaskFilter { text: SearchText::parse(text).ok(), ..TaskFilter::default() }
}

/// One user runs many concurrent searches over many tasks, without a match. Before they end, another user writes, reads, lists
/// and searches, and the health check succeeds.
///
/// The result does not depend on timing: if the other user had to wait for the searches, the searches would end first.
pub async fn fair_reads(stores: &Stores) {
    let (ada, bob) = (add_user(stores, "ada").await, add_user(stores, "bob").await);
    for batch in 0..BATCHES {
        let new = || NewTask::pending(TaskContent { description: Some(text()), ..content("task") });
        let operations = (0..2000).map(|_| TaskOperation::Create(new())).collect();
        done(stores.tasks.write(ada, &locked_write(operations, rules(at(batch)), None)).await);
    }
    let nowhere = words("sit amet");
    let searches = join_all((0..SEARCHES).map(|_| stores.tasks.count(ada, &nowhere)));
    let other = use_all_operations(stores, bob);
    pin_mut!(searches, other);
    let Either::Right(((), searches)) = select(searches, other).await else {
        panic!("the requests of the other user must end before the searches");
    };
    let ended = searches.await;
    assert!(ended.iter().any(Result::is_ok), "at least one search must succeed: {ended:?}");
    for outcome in ended {
        assert!(matches!(outcome, Ok(0) | Err(StoreError::TooManyReads)), "{outcome:?}");
    }
}

async fn use_all_operations(stores: &Stores, user: UserId) {
    for round in 0..5 {
        let task = stores.tasks.create(user, &new_task("mine"), at(round), HIGH_TASK_QUOTA).await.unwrap();
        let task = stores.tasks.find(user, task.id).await.unwrap().unwrap();
        stores.tasks.save(&toggled(&task, at(round)), AMPLE_QUOTA).await.unwrap();
        let list =
            stores.tasks.list(user, &TaskQuery::unfiltered(Page::new(0, Some(20)).unwrap())).await.unwrap();
        assert_eq!(i64::try_from(list.tasks.len()).unwrap(), round + 1);
        assert_eq!(stores.tasks.count(user, &words("mine")).await.unwrap(), round + 1);
        stores.health.check().await.unwrap();
    }
}
