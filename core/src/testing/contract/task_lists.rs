//! The contract of [`TaskStore`](crate::task::TaskStore) for lists: filters and sorts match the domain rules.

use super::suite::{HIGH_TASK_QUOTA, add_user};
use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::{
    Description, DueDate, NewTask, Page, Priority, SearchText, Sort, SortKey, Status, Tags, Task,
    TaskContent, TaskFilter, TaskQuery,
};
use crate::testing::examples::{AMPLE_QUOTA, at, content, described_content, new_task, toggled};

contract!($ task_lists(Stores) as __task_lists_contract:
    sorts_and_filters_match_the_domain_rules,
    list_continues_after_any_position,
    search_matches_every_character_literally,
    changed_task_is_found_by_its_new_text,
);

const TITLES: [&str; 8] =
    ["apple", "Banana", "banana 2", "Äpfel", "\u{1F980} crab", "Zoe\u{308}", "ＷＩＤＥ", "50%_off \\ 'sale'"];
const DAYS: [Option<&str>; 4] = [None, Some("2026-01-31"), Some("0001-01-01"), Some("9999-12-31")];
const TAGS: [&[&str]; 4] = [&[], &["home"], &["work", "home"], &["Home", "a\"b,c"]];

fn day(text: &str) -> DueDate {
    DueDate::parse(text).unwrap()
}

fn pick<T: Copy>(from: &[T], number: usize) -> T {
    *from.get(number % from.len()).unwrap()
}

/// Adds tasks. In every field, some tasks have equal values and some have different values.
async fn add_tasks(stores: &Stores, owner: UserId) -> Vec<Task> {
    let mut tasks = Vec::new();
    for number in 0..48 {
        let tags = pick(&TAGS, number / 5).iter().map(ToString::to_string).collect();
        let content = TaskContent {
            description: (number % 3 == 0).then(|| Description::parse("Grün\n100% sure").unwrap()),
            due_date: pick(&DAYS, number / 3).map(day),
            priority: pick(&Priority::ALL, number / 7),
            tags: Tags::parse(tags).unwrap(),
            ..content(pick(&TITLES, number))
        };
        let new = NewTask { content, status: pick(&Status::ALL, number / 2) };
        let created_at = at(i64::try_from(number % 5).unwrap());
        tasks.push(stores.tasks.create(owner, &new, created_at, HIGH_TASK_QUOTA).await.unwrap());
    }
    // Lists must not contain the deleted task or the task of another user.
    let gone = stores.tasks.create(owner, &new_task("apple"), at(2), HIGH_TASK_QUOTA).await.unwrap();
    assert!(stores.tasks.delete(owner, gone.id, None, at(3)).await.unwrap());
    let other = add_user(stores, "other").await;
    stores.tasks.create(other, &new_task("apple"), at(2), HIGH_TASK_QUOTA).await.unwrap();
    tasks
}

fn sorts() -> impl Iterator<Item = Sort> {
    let both = |key| [false, true].map(|descending| Sort { key, descending });
    SortKey::ALL.into_iter().flat_map(both)
}

fn filters() -> Vec<TaskFilter> {
    let none = TaskFilter::default;
    let tags = |tags: &[&str]| tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    vec![
        none(),
        TaskFilter { statuses: vec![Status::Pending, Status::Completed], ..none() },
        TaskFilter { statuses: vec![Status::Pending], is_completed: Some(true), ..none() },
        TaskFilter { is_completed: Some(false), priorities: vec![Priority::High, Priority::None], ..none() },
        TaskFilter { tags: tags(&["home"]), ..none() },
        TaskFilter { tags: tags(&["home", "work"]), ..none() },
        TaskFilter { tags: tags(&["a\"b,c"]), ..none() },
        TaskFilter { tags: tags(&["hom"]), ..none() },
        TaskFilter { due_after: Some(day("0001-01-01")), ..none() },
        TaskFilter { due_before: Some(day("9999-12-31")), due_after: Some(day("0001-01-01")), ..none() },
        TaskFilter { due_before: Some(day("2026-01-31")), statuses: vec![Status::Pending], ..none() },
        TaskFilter { text: SearchText::parse("BANANA").ok(), ..none() },
        TaskFilter {
            text: SearchText::parse("grün").ok(),
            tags: tags(&["home"]),
            priorities: vec![Priority::Low, Priority::None],
            ..none()
        },
    ]
}

/// Computes the expected list with the domain rules.
fn expected(tasks: &[Task], filter: &TaskFilter, sort: Sort) -> Vec<Task> {
    let mut wanted: Vec<Task> = tasks.iter().filter(|task| filter.matches(task)).cloned().collect();
    wanted.sort_by(|a, b| sort.compare(&sort.position_of(a), &sort.position_of(b)));
    wanted
}

async fn sorts_and_filters_match_the_domain_rules(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let tasks = add_tasks(stores, owner).await;
    for filter in filters() {
        let count = stores.tasks.count(owner, &filter).await.unwrap();
        for sort in sorts() {
            let query = TaskQuery { filter: filter.clone(), sort, ..TaskQuery::unfiltered(Page::ALL) };
            let found = stores.tasks.list(owner, &query).await.unwrap();
            let wanted = expected(&tasks, &filter, sort);
            assert_eq!(found.tasks, wanted, "{query:?}");
            // The 50 writes are 48 creations, and the creation and deletion of another task.
            assert_eq!((found.seq, usize::try_from(count).unwrap()), (50, wanted.len()), "{query:?}");
        }
    }
    let missing_user = UserId::new(4711).unwrap();
    let nothing = stores.tasks.list(missing_user, &TaskQuery::unfiltered(Page::ALL)).await.unwrap();
    assert_eq!((nothing.seq, nothing.tasks), (0, vec![]));
}

async fn list_continues_after_any_position(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let tasks = add_tasks(stores, owner).await;
    let filters = filters();
    for filter in [filters.first().unwrap(), filters.last().unwrap()] {
        for sort in sorts() {
            let wanted = expected(&tasks, filter, sort);
            for (index, task) in wanted.iter().enumerate() {
                let after = Some(sort.position_of(task));
                let page = Page::new(0, Some(7)).unwrap();
                let query = TaskQuery { filter: filter.clone(), sort, after, page };
                let found = stores.tasks.list(owner, &query).await.unwrap().tasks;
                let next: Vec<Task> = wanted.iter().skip(index + 1).take(7).cloned().collect();
                assert_eq!(found, next, "{query:?}");
            }
        }
    }
}

async fn search_matches_every_character_literally(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let title = "100%_done C:\\temp 'x' \"y\" * ( ? ^ [a] ΟΔΟΣ İstanbul 日本語";
    let new = NewTask::pending(described_content(title, "beside"));
    stores.tasks.create(owner, &new, at(0), HIGH_TASK_QUOTA).await.unwrap();
    stores.tasks.create(owner, &new_task("1000 odonein"), at(1), HIGH_TASK_QUOTA).await.unwrap();
    for (words, hits) in [
        ("%", 1),
        ("_", 1),
        ("%_", 1),
        ("0%0", 0),
        ("1_0", 0),
        ("\\", 1),
        ("\\t", 1),
        ("'", 1),
        ("\"y\" *", 1),
        ("*", 1),
        ("x* OR y", 0),
        ("?", 1),
        ("[a]", 1),
        ("οδος", 1),
        ("Οδοσ", 1),
        ("本", 1),
        ("日本", 1),
        ("日本語", 1),
        ("o", 2),
        ("do", 2),
        ("done", 2),
        ("语", 0),
        ("BESIDE", 1),
        // A search must not match across the end of the title.
        ("日本語beside", 0),
    ] {
        let filter = TaskFilter { text: SearchText::parse(words).ok(), ..TaskFilter::default() };
        assert_eq!(stores.tasks.count(owner, &filter).await.unwrap(), hits, "{words}");
    }
}

async fn changed_task_is_found_by_its_new_text(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = stores.tasks.create(owner, &new_task("before"), at(0), HIGH_TASK_QUOTA).await.unwrap();
    let found = async |words| {
        let filter = TaskFilter { text: SearchText::parse(words).ok(), ..TaskFilter::default() };
        stores.tasks.count(owner, &filter).await.unwrap() == 1
    };
    assert!(found("before").await);
    let changed = super::tasks::renamed(&task, "AFTER", 1);
    let changed = stores.tasks.save(&changed, AMPLE_QUOTA).await.unwrap();
    assert_eq!([found("before").await, found("after").await], [false, true]);
    stores.tasks.save(&toggled(&changed, at(2)), AMPLE_QUOTA).await.unwrap();
    assert!(found("after").await);
    assert!(stores.tasks.delete(owner, task.id, None, at(3)).await.unwrap());
    assert!(!found("after").await);
}
