//! That a user's expensive reads keep no other user waiting: for stores that do them in slices.

use futures_util::future::{Either, join_all, select};
use futures_util::pin_mut;

use super::planning::{done, rules, work};
use super::suite::{PLENTY_OF_ROOM, add_user};
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{
    Description, NewTask, Page, SearchText, TaskContent, TaskFilter, TaskOperation, TaskQuery,
};
use crate::testing::examples::{AMPLE_QUOTA, at, content, new_task, toggled};

const SEARCHES: usize = 20;
/// Of 2000 tasks each: some slices for each search.
const BATCHES: i64 = 3;

fn text() -> Description {
    Description::parse(&"lorem ipsum dolor ".repeat(20)).unwrap()
}

fn words(text: &str) -> TaskFilter {
    TaskFilter { text: SearchText::parse(text).ok(), ..TaskFilter::default() }
}

/// While one user searches many tasks for words that are nowhere, many times at once, another user writes, reads, lists and
/// searches, and the database is found healthy, before the searches have ended.
///
/// Nothing here depends on how long that takes: where the other user waited for the searches, they would end first.
pub async fn fair_reads(stores: &Stores) {
    let (ada, bob) = (add_user(stores, "ada").await, add_user(stores, "bob").await);
    for batch in 0..BATCHES {
        let new = || NewTask::pending(TaskContent { description: Some(text()), ..content("task") });
        let operations = (0..2000).map(|_| TaskOperation::Create(new())).collect();
        done(stores.tasks.write(ada, &work(operations, rules(at(batch)), None)).await);
    }
    let nowhere = words("sit amet");
    let searches = join_all((0..SEARCHES).map(|_| stores.tasks.count(ada, &nowhere)));
    let other = use_everything(stores, bob);
    pin_mut!(searches, other);
    let Either::Right(((), searches)) = select(searches, other).await else {
        panic!("another user had to wait until all searches had ended");
    };
    let ended = searches.await;
    assert!(ended.iter().any(Result::is_ok), "no search ended: {ended:?}");
    for outcome in ended {
        assert!(matches!(outcome, Ok(0) | Err(StoreError::TooManyReads)), "{outcome:?}");
    }
}

async fn use_everything(stores: &Stores, user: UserId) {
    for round in 0..5 {
        let task = stores.tasks.create(user, &new_task("mine"), at(round), PLENTY_OF_ROOM).await.unwrap();
        let task = stores.tasks.find(user, task.id).await.unwrap().unwrap();
        stores.tasks.save(&toggled(&task, at(round)), AMPLE_QUOTA).await.unwrap();
        let list = stores.tasks.list(user, &TaskQuery::of(Page::new(0, Some(20)).unwrap())).await.unwrap();
        assert_eq!(i64::try_from(list.tasks.len()).unwrap(), round + 1);
        assert_eq!(stores.tasks.count(user, &words("mine")).await.unwrap(), round + 1);
        stores.health.check().await.unwrap();
    }
}
