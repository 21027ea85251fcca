//! The contract of [`TaskStore`](crate::task::TaskStore) without concurrent writes.

use super::suite::{HIGH_TASK_QUOTA, add_user};
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{
    CreateTaskError, Description, DueDate, NewTask, Page, Priority, Progress, QuotaExceeded, Status, Tags,
    Task, TaskChange, TaskContent, TaskFilter, TaskQuery, Title, Version,
};
use crate::testing::examples::{
    AMPLE_QUOTA, at, content, described_content, full_content, new_task, quota_of, toggled,
};

contract!($ tasks(Stores) as __tasks_contract:
    stored_task_equals_the_created_one,
    task_created_as_completed_has_a_completion_time,
    task_is_invisible_to_other_users,
    task_requires_an_existing_owner,
    task_quota_ignores_deleted_tasks,
    list_is_newest_first_and_pages_contain_each_task_once,
    list_is_filtered_by_status,
    save_writes_everything_except_the_creation_time,
    save_of_an_old_version_writes_nothing,
    toggle_completes_and_reopens,
    deleted_task_is_invisible_and_its_id_is_not_reused,
    sequence_has_no_gap,
);

async fn create(stores: &Stores, owner: UserId, new: &NewTask, at_microsecond: i64) -> Task {
    stores.tasks.create(owner, new, at(at_microsecond), HIGH_TASK_QUOTA).await.unwrap()
}

async fn list(stores: &Stores, owner: UserId, filter: &TaskFilter, page: Page) -> Vec<i64> {
    let query = TaskQuery { filter: filter.clone(), ..TaskQuery::unfiltered(page) };
    let found = stores.tasks.list(owner, &query).await.unwrap();
    found.tasks.into_iter().map(|task| task.id.get()).collect()
}

pub(super) fn renamed(task: &Task, title: &str, at_microsecond: i64) -> TaskChange {
    let changed = Task {
        content: TaskContent { title: Title::parse(title).unwrap(), ..task.content.clone() },
        version: task.version.next(),
        updated_at: at(at_microsecond),
        ..task.clone()
    };
    TaskChange::new(task, changed)
}

async fn stored_task_equals_the_created_one(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let naughty = "'; DROP TABLE tasks; -- \" \\ % _ \u{FEFF} 🦀 𝒳 ﷽ Z͑ͫ̓ͪ ＜script＞ \u{202E}rtl";
    let content = TaskContent {
        description: Some(Description::parse(&format!("\t{naughty}\n\n")).unwrap()),
        due_date: Some(DueDate::parse("9999-12-31").unwrap()),
        tags: Tags::parse(["{a,\"b\"}", "null", "'\\ 🦀 \u{202E}"].map(str::to_owned).to_vec()).unwrap(),
        ..full_content(naughty)
    };
    let new = NewTask { content, status: Status::InProgress };
    let task = create(stores, owner, &new, 1).await;
    let expected = Task {
        id: task.id,
        owner_id: owner,
        content: new.content,
        progress: Progress::InProgress,
        version: Version::FIRST,
        change_seq: 1,
        created_at: at(1),
        updated_at: at(1),
    };
    assert_eq!(task, expected);
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), Some(expected));
    let empty = NewTask::pending(described_content("empty", ""));
    let empty = create(stores, owner, &empty, 2).await;
    assert_eq!(stores.tasks.find(owner, empty.id).await.unwrap(), Some(empty));
}

async fn task_created_as_completed_has_a_completion_time(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let done = NewTask { status: Status::Completed, ..new_task("done") };
    let task = create(stores, owner, &done, 7).await;
    assert_eq!(task.progress, Progress::Completed { at: at(7) });
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), Some(task));
}

// assures: R502
async fn task_is_invisible_to_other_users(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let task = create(stores, owner, &new_task("private"), 1).await;
    assert_eq!(stores.tasks.find(other, task.id).await.unwrap(), None);
    assert_eq!(list(stores, other, &TaskFilter::default(), Page::ALL).await, [0; 0]);
    assert!(!stores.tasks.delete(other, task.id, None, at(2)).await.unwrap());
    let mut stolen = renamed(&task, "stolen", 2);
    stolen.task.owner_id = other;
    assert!(matches!(stores.tasks.save(&stolen, AMPLE_QUOTA).await, Err(StoreError::Conflict)));
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), Some(task));
}

async fn task_requires_an_existing_owner(stores: &Stores) {
    let missing_user = UserId::new(4711).unwrap();
    let created = stores.tasks.create(missing_user, &new_task("orphan"), at(1), HIGH_TASK_QUOTA).await;
    assert!(matches!(created, Err(CreateTaskError::OwnerDeleted)), "{created:?}");
}

async fn task_quota_ignores_deleted_tasks(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let first = stores.tasks.create(owner, &new_task("one"), at(1), quota_of(2)).await.unwrap();
    stores.tasks.create(owner, &new_task("two"), at(2), quota_of(2)).await.unwrap();
    let rejected = stores.tasks.create(owner, &new_task("three"), at(3), quota_of(2)).await;
    assert!(matches!(rejected, Err(CreateTaskError::Quota(QuotaExceeded::Tasks))), "{rejected:?}");
    assert!(stores.tasks.delete(owner, first.id, None, at(4)).await.unwrap());
    stores.tasks.create(owner, &new_task("three"), at(5), quota_of(2)).await.unwrap();
    let other = add_user(stores, "bob").await;
    stores.tasks.create(other, &new_task("one"), at(6), quota_of(1)).await.unwrap();
}

// assures: R513
async fn list_is_newest_first_and_pages_contain_each_task_once(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let mut expected = Vec::new();
    // The times include equal times, times that differ by one microsecond, and times that are out of order.
    for (number, created) in [5, 5, 5, 6, 4, 1_000_000, 999_999].into_iter().enumerate() {
        let task = create(stores, owner, &new_task(&format!("task {number}")), created).await;
        expected.push((created, task.id.get()));
    }
    expected.sort_unstable();
    let expected: Vec<i64> = expected.into_iter().rev().map(|(_, id)| id).collect();
    let all = TaskFilter::default();
    assert_eq!(list(stores, owner, &all, Page::ALL).await, expected);
    let mut paged = Vec::new();
    for skip in [0, 3, 6] {
        paged.extend(list(stores, owner, &all, Page::new(skip, Some(3)).unwrap()).await);
    }
    assert_eq!(paged, expected);
    assert_eq!(list(stores, owner, &all, Page::new(7, Some(1000)).unwrap()).await, [0; 0]);
    assert_eq!(list(stores, owner, &all, Page::new(i64::MAX, Some(1)).unwrap()).await, [0; 0]);
    assert_eq!(list(stores, owner, &all, Page::new(5, None).unwrap()).await, expected.split_at(5).1);
}

async fn list_is_filtered_by_status(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let mut ids = Vec::new();
    for status in Status::ALL {
        let new = NewTask { status, ..new_task(status.as_str()) };
        ids.push(create(stores, owner, &new, 1).await.id.get());
    }
    let [pending, in_progress, completed] = ids.try_into().unwrap();
    let filtered = async |statuses: &[Status], is_completed| {
        let filter = TaskFilter { statuses: statuses.to_vec(), is_completed, ..TaskFilter::default() };
        list(stores, owner, &filter, Page::ALL).await
    };
    assert_eq!(filtered(&[Status::InProgress], None).await, [in_progress]);
    assert_eq!(filtered(&[Status::Pending, Status::Completed], None).await, [completed, pending]);
    assert_eq!(filtered(&[], Some(false)).await, [in_progress, pending]);
    assert_eq!(filtered(&[], Some(true)).await, [completed]);
    assert_eq!(filtered(&[Status::Pending], Some(true)).await, [0; 0]);
}

async fn save_writes_everything_except_the_creation_time(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = create(stores, owner, &new_task("before"), 1).await;
    let changed = Task {
        content: TaskContent {
            due_date: Some(DueDate::parse("0001-01-01").unwrap()),
            priority: Priority::Medium,
            ..full_content("after")
        },
        progress: Progress::Completed { at: at(9) },
        version: task.version.next(),
        updated_at: at(9),
        ..task.clone()
    };
    let forged = Task { created_at: at(0), ..changed.clone() };
    let saved = stores.tasks.save(&TaskChange::new(&task, forged), AMPLE_QUOTA).await.unwrap();
    let expected = Task { change_seq: 2, ..changed };
    assert_eq!(saved, expected);
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), Some(expected.clone()));
    let cleared = Task {
        content: content("cleared"),
        progress: Progress::Pending,
        version: expected.version.next(),
        ..expected.clone()
    };
    let saved = stores.tasks.save(&TaskChange::new(&expected, cleared.clone()), AMPLE_QUOTA).await;
    assert_eq!(saved.unwrap(), Task { change_seq: 3, ..cleared });
}

async fn save_of_an_old_version_writes_nothing(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = create(stores, owner, &new_task("before"), 1).await;
    let saved = stores.tasks.save(&renamed(&task, "first", 2), AMPLE_QUOTA).await.unwrap();
    let late = stores.tasks.save(&renamed(&task, "second", 3), AMPLE_QUOTA).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), Some(saved));
}

async fn toggle_completes_and_reopens(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = create(stores, owner, &NewTask { status: Status::InProgress, ..new_task("task") }, 1).await;
    let done = stores.tasks.save(&toggled(&task, at(2)), AMPLE_QUOTA).await.unwrap();
    let expected = Task {
        progress: Progress::Completed { at: at(2) },
        version: task.version.next(),
        change_seq: 2,
        updated_at: at(2),
        ..task
    };
    assert_eq!(done, expected);
    let open = stores.tasks.save(&toggled(&done, at(3)), AMPLE_QUOTA).await.unwrap();
    assert_eq!((open.progress, open.version, open.change_seq), (Progress::Pending, done.version.next(), 3));
    assert_eq!(stores.tasks.find(owner, open.id).await.unwrap(), Some(open));
}

async fn deleted_task_is_invisible_and_its_id_is_not_reused(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = create(stores, owner, &new_task("task"), 1).await;
    assert!(!stores.tasks.delete(owner, task.id, Some(task.version.next()), at(2)).await.unwrap());
    assert!(stores.tasks.delete(owner, task.id, Some(task.version), at(2)).await.unwrap());
    assert!(!stores.tasks.delete(owner, task.id, None, at(3)).await.unwrap());
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), None);
    assert_eq!(list(stores, owner, &TaskFilter::default(), Page::ALL).await, [0; 0]);
    assert!(matches!(
        stores.tasks.save(&renamed(&task, "back", 3), AMPLE_QUOTA).await,
        Err(StoreError::Conflict)
    ));
    let next = create(stores, owner, &new_task("next"), 4).await;
    assert!(next.id > task.id, "an id must not be reused");
}

async fn sequence_has_no_gap(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let first = create(stores, owner, &new_task("one"), 1).await;
    create(stores, other, &new_task("another sequence"), 1).await;
    let saved = stores.tasks.save(&renamed(&first, "two", 2), AMPLE_QUOTA).await.unwrap();
    stores.tasks.save(&renamed(&first, "lost", 2), AMPLE_QUOTA).await.unwrap_err();
    stores.tasks.create(owner, &new_task("over quota"), at(3), quota_of(1)).await.unwrap_err();
    assert!(!stores.tasks.delete(owner, first.id, Some(first.version), at(3)).await.unwrap());
    let toggled = stores.tasks.save(&toggled(&saved, at(3)), AMPLE_QUOTA).await.unwrap();
    assert!(stores.tasks.delete(owner, first.id, None, at(4)).await.unwrap());
    let last = create(stores, owner, &new_task("last"), 5).await;
    let stamps = [first, saved, toggled, last].map(|task| task.change_seq);
    assert_eq!(stamps, [1, 2, 3, 5], "the deletion must have number 4");
}
