//! Tests that a read in slices of any size has the same result as a read without slices.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::sync::Arc;

use futures_util::FutureExt;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tasklane_core::ids::UserId;
use tasklane_core::task::{
    Description, DueDate, NewTask, Page, Priority, ReadLimit, SearchText, Sort, SortKey, Status, Tags,
    TaskContent, TaskFilter, TaskQuery, TaskStore, count_sliced, list_sliced, summarize_sliced,
};
use tasklane_core::testing::examples::{at, content, new_user, quota_of};
use tasklane_core::testing::{MemoryDatabase, SlicedMemory};
use tasklane_core::user::UserStore;

fn day(number: u8) -> DueDate {
    DueDate::parse(&format!("2026-01-0{number}")).unwrap()
}

fn tasks() -> impl Strategy<Value = Vec<(NewTask, i64)>> {
    let task = (
        select(vec!["apple", "Banana", "Äpfel", "crab"]),
        option::of(0..60_usize),
        select(Status::ALL.to_vec()),
        option::of(1..5_u8),
        select(Priority::ALL.to_vec()),
        any::<bool>(),
        0..6_i64,
    );
    let task = task.prop_map(|(title, length, status, due, priority, is_tagged, created_at)| {
        let content = TaskContent {
            description: length.and_then(|length| Description::parse(&"é".repeat(length + 1)).ok()),
            due_date: due.map(day),
            priority,
            tags: Tags::parse(is_tagged.then(|| "home".to_owned()).into_iter().collect()).unwrap(),
            ..content(title)
        };
        (NewTask { content, status }, created_at)
    });
    vec(task, 0..40)
}

fn filters() -> impl Strategy<Value = TaskFilter> {
    let text = option::of(select(vec!["APP", "an", "é", "zzz"]));
    (text, any::<bool>(), option::of(any::<bool>()), option::of(1..5_u8)).prop_map(
        |(text, is_tagged, is_completed, due_after)| TaskFilter {
            text: text.and_then(|text| SearchText::parse(text).ok()),
            tags: is_tagged.then(|| "home".to_owned()).into_iter().collect(),
            is_completed,
            due_after: due_after.map(day),
            ..TaskFilter::default()
        },
    )
}

prop_compose! {
    fn pages()(skip in prop_oneof![Just(0), 0..50_i64], limit in option::of(1..20_i64), bytes in 1..400_usize) -> Page {
        Page::new(skip, limit).unwrap().with_max_bytes(bytes)
    }
}

proptest! {
    // assures: R714
    #[test]
    fn sliced_list_equals_the_unsliced_list(
        tasks in tasks(),
        filter in prop_oneof![Just(TaskFilter::default()), filters()],
        page in pages(),
        (key, descending) in (select(SortKey::ALL.to_vec()), any::<bool>()),
        (rows, bytes) in (1..12_u32, 1..300_usize),
        behind in option::of(0..40_usize),
    ) {
        let (database, owner) = database_with(tasks);
        let sliced = SlicedMemory::new(database.clone(), ReadLimit { rows, bytes });
        let sort = Sort { key, descending };
        let whole = TaskQuery { filter: filter.clone(), sort, ..TaskQuery::unfiltered(Page::ALL) };
        let whole = TaskStore::list(&*database, owner, &whole).now_or_never().unwrap().unwrap();
        let after = behind.and_then(|index| whole.tasks.get(index)).map(|task| sort.position_of(task));
        let query = TaskQuery { filter: filter.clone(), sort, after, page };
        let wanted = TaskStore::list(&*database, owner, &query).now_or_never().unwrap().unwrap();
        let found = list_sliced(&sliced, owner, &query).now_or_never().unwrap().unwrap();
        prop_assert_eq!(found, wanted);
        let count = count_sliced(&sliced, owner, &filter).now_or_never().unwrap().unwrap();
        prop_assert_eq!(usize::try_from(count).unwrap(), whole.tasks.len());
        let wanted = database.summarize(owner, day(3)).now_or_never().unwrap().unwrap();
        prop_assert_eq!(summarize_sliced(&sliced, owner, day(3)).now_or_never().unwrap().unwrap(), wanted);
    }
}

fn database_with(tasks: Vec<(NewTask, i64)>) -> (Arc<MemoryDatabase>, UserId) {
    let database = Arc::new(MemoryDatabase::default());
    let owner = UserStore::create(&*database, &new_user("ada"), at(0)).now_or_never().unwrap().unwrap().id;
    for (new, created_at) in tasks {
        TaskStore::create(&*database, owner, &new, at(created_at), quota_of(1000))
            .now_or_never()
            .unwrap()
            .unwrap();
    }
    (database, owner)
}
