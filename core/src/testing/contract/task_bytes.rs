//! The contract of [`TaskStore`](crate::task::TaskStore) for large tasks: every read ends at its byte limit.

use super::suite::{HIGH_TASK_QUOTA, add_user};
use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::{
    Description, NewTask, Page, ReadLimit, Sort, SortKey, Tags, Task, TaskContent, TaskFilter, TaskPage,
    TaskQuery, TextBytes,
};
use crate::testing::examples::{at, described_content};

contract!($ task_bytes(Stores) as __task_bytes_contract:
    list_page_ends_at_the_byte_limit_and_can_be_continued,
    page_without_a_byte_limit_ends_at_one_mebibyte,
    changes_page_ends_at_the_byte_limit,
    scan_ends_at_the_byte_limit,
);

/// Bytes of text per task: 3 in the title, 987 in the description, 10 in the tags.
const BYTES: usize = 1000;

fn large_task(number: usize) -> NewTask {
    let tags = ["abc", "ä", "12345"].map(ToOwned::to_owned).to_vec();
    let description = "é".repeat(493).replacen('é', "é1", 1);
    NewTask::pending(TaskContent {
        tags: Tags::parse(tags).unwrap(),
        ..described_content(&format!("{number:03}"), &description)
    })
}

async fn add_large(stores: &Stores, owner: UserId, count: usize) -> Vec<Task> {
    let mut tasks = Vec::new();
    for number in 0..count {
        let created_at = at(i64::try_from(number).unwrap());
        let task =
            stores.tasks.create(owner, &large_task(number), created_at, HIGH_TASK_QUOTA).await.unwrap();
        assert_eq!(task.text_bytes(), BYTES);
        tasks.push(task);
    }
    tasks
}

/// Byte limits, each with the number of tasks that a read with this limit returns if ten tasks are stored.
const LIMITS: [(usize, usize); 7] =
    [(0, 1), (1, 1), (BYTES, 1), (BYTES + 1, 2), (3 * BYTES, 3), (10 * BYTES, 10), (usize::MAX, 10)];

async fn list_page_ends_at_the_byte_limit_and_can_be_continued(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let tasks = add_large(stores, owner, 10).await;
    let filters = [
        TaskFilter::default(),
        TaskFilter { tags: vec!["abc".to_owned()], is_completed: Some(false), ..TaskFilter::default() },
    ];
    for (key, filter) in
        [SortKey::CreatedAt, SortKey::Title, SortKey::Status].into_iter().zip(filters.iter().cycle())
    {
        let sort = Sort { key, descending: false };
        for (bytes, count) in LIMITS {
            let page = Page::new(0, Some(1000)).unwrap().with_max_bytes(bytes);
            let query = TaskQuery { sort, filter: filter.clone(), ..TaskQuery::unfiltered(page) };
            let found = stores.tasks.list(owner, &query).await.unwrap();
            assert_eq!(found.tasks, tasks.get(..count).unwrap(), "{query:?}");
            assert_eq!(found.has_more, count < 10, "{query:?}");
        }
        for limit in [None, Some(9)] {
            let page = Page::new(1, limit).unwrap().with_max_bytes(2 * BYTES + 1);
            let query = TaskQuery { sort, filter: filter.clone(), ..TaskQuery::unfiltered(page) };
            let (parts, read) = read_all(stores, owner, query).await;
            assert_eq!((parts, read.as_slice()), (3, tasks.get(1..).unwrap()));
        }
    }
}

/// Reads all parts of the window, and returns the number of parts and the tasks.
async fn read_all(stores: &Stores, owner: UserId, query: TaskQuery) -> (usize, Vec<Task>) {
    let (mut parts, mut read) = (0, Vec::new());
    let mut next = Some(query);
    while let Some(query) = next {
        let found = stores.tasks.list(owner, &query).await.unwrap();
        let last = found.tasks.last().filter(|_| found.has_more);
        let page = TaskPage {
            seq: found.seq,
            next: last.map(|last| query.sort.position_of(last)),
            tasks: found.tasks,
        };
        next = page.remaining_query(&query);
        read.extend(page.tasks);
        parts += 1;
    }
    (parts, read)
}

async fn page_without_a_byte_limit_ends_at_one_mebibyte(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let new = NewTask::pending(described_content("crab", &"\u{1F980}".repeat(Description::MAX)));
    for number in 0..30 {
        stores.tasks.create(owner, &new, at(number), HIGH_TASK_QUOTA).await.unwrap();
    }
    for page in [Page::ALL, Page::new(0, Some(1000)).unwrap(), Page::new(0, Some(30)).unwrap()] {
        let found = stores.tasks.list(owner, &TaskQuery::unfiltered(page)).await.unwrap();
        let bytes: usize = found.tasks.iter().map(TextBytes::text_bytes).sum();
        assert!(
            (ReadLimit::PAGE_BYTES..ReadLimit::PAGE_BYTES + TaskContent::MAX_TEXT_BYTES).contains(&bytes),
            "{bytes}"
        );
        assert!(found.has_more);
    }
    let read = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(1000)).await.unwrap();
    assert_eq!((read.tasks.len(), read.has_more, read.seq), (27, true, 30));
    assert_eq!(stores.tasks.scan(owner, None, ReadLimit::of_rows(1000)).await.unwrap().len(), 27);
}

async fn changes_page_ends_at_the_byte_limit(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    add_large(stores, owner, 10).await;
    for (bytes, count) in LIMITS {
        let read = stores.tasks.read_changes(owner, 0, ReadLimit { rows: 1000, bytes }).await.unwrap();
        assert_eq!((read.tasks.len(), read.has_more, read.seq), (count, count < 10, 10), "{bytes}");
        let rest = stores.tasks.read_changes(owner, 8, ReadLimit { rows: 1000, bytes }).await.unwrap();
        assert_eq!((rest.tasks.len(), rest.has_more), (count.min(2), count < 2), "{bytes}");
    }
}

async fn scan_ends_at_the_byte_limit(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let tasks = add_large(stores, owner, 10).await;
    let eighth = tasks.get(7).map(|task| task.id);
    for (bytes, count) in LIMITS {
        let read = stores.tasks.scan(owner, None, ReadLimit { rows: 1000, bytes }).await.unwrap();
        assert_eq!(read.len(), count, "{bytes}");
        let rest = stores.tasks.scan(owner, eighth, ReadLimit { rows: 1000, bytes }).await.unwrap();
        assert_eq!(rest.len(), count.min(2), "{bytes}");
    }
}
