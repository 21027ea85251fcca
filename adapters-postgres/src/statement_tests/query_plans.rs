//! Checks the query plans in a database with many owners: each statement uses an index that starts with the owner, and the
//! index scan of a list starts at the position where the list continues.

use std::fmt::Debug;

use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text, Untyped};
use diesel::{QueryableByName, sql_query};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{
    CreationPosition, DueDate, Page, Position, Priority, SLICE, SearchText, Slice, SliceColumns, SliceRange,
    Sort, SortKey, SortValue, Status, TaskFilter, TaskQuery, TaskStore,
};
use tasklane_core::testing::examples::at;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::database::Database;
use crate::tasks::list::{count_slice, list_slice, list_tasks, measure, summarize_slice};
use crate::tasks::list_statements::{self, READ_CHANGES, SUMMARIZE_SLICE, list};
use crate::tasks::store::PostgresTaskStore;
use crate::testing::TestDatabase;

const FILL: &str = include_str!("query_plans.sql");
const TASKS_OF_EACH: u32 = 1000;
/// The default number of owners. `PLANS_OWNERS=1000` creates a million tasks and takes a few minutes.
const OWNERS: &str = "60";

const PAGE: i64 = 20;

/// The types of the parameters. The statement of a list has only the first 15 parameters. The statement of a slice
/// also has the bounds of the slice, and whether to read the text columns.
const PARAMETERS: [&str; 20] = [
    "bigint",
    "text[]",
    "text[]",
    "text[]",
    "date",
    "date",
    "text",
    "bigint",
    "bigint",
    "bigint",
    "timestamptz",
    "text",
    "smallint",
    "date",
    "bigint",
    "timestamptz",
    "bigint",
    "timestamptz",
    "bigint",
    "boolean",
];

struct Explained<Q>(Q);

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Explained<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("EXPLAIN (COSTS OFF) ");
        self.0.walk_ast(out)
    }
}

impl<Q> Query for Explained<Q> {
    type SqlType = Untyped;
}

impl<Q> QueryId for Explained<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

#[derive(QueryableByName)]
struct PlanLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[expect(clippy::disallowed_methods, reason = "the size of a test is not a setting of the program")]
async fn fill(client: &Client) {
    let owners = std::env::var("PLANS_OWNERS").unwrap_or_else(|_| OWNERS.to_owned());
    let sql = FILL.replace(":owners", &owners).replace(":tasks", &TASKS_OF_EACH.to_string());
    client.batch_execute(&sql).await.unwrap();
}

fn owner() -> UserId {
    UserId::new(7).unwrap()
}

fn filters() -> Vec<TaskFilter> {
    let all = TaskFilter {
        statuses: vec![Status::Pending, Status::Completed],
        is_completed: None,
        priorities: vec![Priority::High, Priority::None],
        tags: vec!["Milk".to_owned()],
        text: SearchText::parse("report").ok(),
        due_after: DueDate::parse("2026-02-01").ok(),
        due_before: DueDate::parse("2026-11-01").ok(),
    };
    let none = TaskFilter::default;
    vec![
        none(),
        TaskFilter { statuses: all.statuses.clone(), ..none() },
        TaskFilter { is_completed: Some(false), ..none() },
        TaskFilter { priorities: all.priorities.clone(), ..none() },
        TaskFilter { tags: all.tags.clone(), ..none() },
        TaskFilter { due_after: all.due_after, ..none() },
        TaskFilter { due_before: all.due_before, ..none() },
        TaskFilter { text: all.text.clone(), ..none() },
        TaskFilter { text: SearchText::parse("pa").ok(), ..none() },
        all,
    ]
}

fn positions(key: SortKey) -> Vec<Option<Position>> {
    let values = match key {
        SortKey::CreatedAt | SortKey::UpdatedAt => vec![SortValue::Time(at(30_000_000_000))],
        SortKey::Title => vec![SortValue::Text("milk report 5".to_owned())],
        SortKey::Status | SortKey::Priority => vec![SortValue::Rank(1)],
        SortKey::DueDate => vec![SortValue::Day(DueDate::parse("2026-05-01").ok()), SortValue::Day(None)],
    };
    let id = TaskId::new(5000).unwrap();
    [None].into_iter().chain(values.into_iter().map(|value| Some(Position { value, id }))).collect()
}

fn queries() -> Vec<TaskQuery> {
    let mut queries = Vec::new();
    for key in SortKey::ALL {
        for descending in [true, false] {
            for filter in filters() {
                let first = TaskQuery {
                    filter,
                    sort: Sort { key, descending },
                    after: None,
                    page: Page::new(0, Some(PAGE)).unwrap(),
                };
                let pages = positions(key).into_iter().map(|after| TaskQuery { after, ..first.clone() });
                queries.extend(pages);
                for (skip, limit) in [(400, Some(PAGE)), (0, Some(1000)), (0, None)] {
                    queries.push(TaskQuery { page: Page::new(skip, limit).unwrap(), ..first.clone() });
                }
            }
        }
    }
    queries
}

/// Checks that the statement reads only one owner's tasks.
fn assert_reads_one_owner(plan: &str, what: &dyn Debug) {
    let scans = plan.lines().filter(|line| line.contains("Scan") && line.contains(" tasks")).count();
    let by_owner = plan.lines().filter(|line| line.contains("Index Cond: ") && line.contains("(owner_id = "));
    // The counter, if the statement reads it, has its own index.
    let counters = plan.matches("task_counters_pkey").count();
    assert!(!plan.contains("Seq Scan on tasks"), "{what:?}\n{plan}");
    assert!(scans > 0 && by_owner.count() > counters, "{what:?}\n{plan}");
    for other in ["tasks_deleted_idx", "tasks_unsearchable_idx"] {
        assert!(!plan.contains(other), "{what:?}\n{plan}");
    }
}

/// Checks that the plan needs no sort, and that the scan starts at the position where the list continues.
fn assert_walks_along_the_index(plan: &str, query: &TaskQuery) {
    assert!(!plan.contains("Sort"), "{query:?}\n{plan}");
    let from_there = plan.contains("(ROW(created_at, id)");
    assert_eq!(from_there, query.after.is_some(), "{query:?}\n{plan}");
}

/// Returns the custom plan, which is made for these values.
async fn plan_of<Q>(database: &Database, query: impl Fn() -> Q + Send + Sync) -> String
where
    Q: QueryFragment<Pg> + Send,
{
    let lines: Vec<PlanLine> = database.read(|| Explained(query())).await.unwrap();
    lines.into_iter().map(|line| line.line + "\n").collect()
}

/// Returns the generic plan, which PostgreSQL uses after it has run a statement a few times.
async fn general_plan_of(client: &Client, sql: &str, parameters: &[&str]) -> String {
    let types = parameters.join(", ");
    let nothing = vec!["NULL"; parameters.len()].join(", ");
    let explain = format!(
        "SET plan_cache_mode = force_generic_plan; PREPARE general ({types}) AS {sql}; \
         EXPLAIN (COSTS OFF) EXECUTE general ({nothing}); DEALLOCATE general"
    );
    let response = client.simple_query(&explain).await.unwrap();
    let line = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap().to_owned() + "\n"),
        _ => None,
    };
    response.iter().filter_map(line).collect()
}

/// Checks that short lists use a generic plan: they run so often that planning each one would be noticeable.
async fn assert_first_page_is_planned_once(database: &Database) {
    let store = PostgresTaskStore::new(database.clone());
    let page = Page::new(0, Some(PAGE)).unwrap();
    for owner in 1..=20 {
        let found = store.list(UserId::new(owner).unwrap(), &TaskQuery::unfiltered(page)).await.unwrap();
        assert_eq!(found.tasks.len(), 20);
    }
    let count =
        "generic_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT tasks.%LIMIT 100) AS tasks%'";
    let counts: Vec<i64> = database.read(|| diesel::select(sql::<BigInt>(count))).await.unwrap();
    assert!(matches!(*counts, [plans] if plans > 0), "short lists must use a generic plan: {counts:?}");
}

/// Returns a slice in the middle of the tasks.
fn range() -> SliceRange {
    let creation = |micros| CreationPosition { at: at(micros), id: TaskId::new(5000).unwrap() };
    SliceRange { first: creation(20_000_000_000), last: creation(30_000_000_000) }
}

/// Checks that the statement reads only the tasks of the slice, whatever its other conditions.
fn assert_reads_a_slice(plan: &str, what: &dyn Debug) {
    assert_reads_one_owner(plan, what);
    let is_bound =
        |line: &str| line.contains("(ROW(created_at, id) >=") && line.contains("(ROW(created_at, id) <=");
    assert!(plan.contains("tasks_newest_idx"), "{what:?}\n{plan}");
    assert!(plan.lines().any(|line| line.contains("Index Cond: ") && is_bound(line)), "{what:?}\n{plan}");
}

#[tokio::test]
async fn no_statement_reads_the_tasks_of_other_owners() {
    let test = TestDatabase::create().await;
    let client = test.client().await;
    fill(&client).await;
    let database = Database::new(&test.config(), 1);
    for query in queries() {
        let plan = plan_of(&database, || list_slice(owner(), range(), &query, SliceColumns::All)).await;
        assert_reads_a_slice(&plan, &query);
        let general = general_plan_of(&client, &list_statements::list_slice(&query), &PARAMETERS).await;
        assert_reads_a_slice(&general, &query);
        if query.is_bounded() {
            let general = general_plan_of(&client, &list(&query), &PARAMETERS[..15]).await;
            assert_reads_one_owner(&general, &query);
            assert_walks_along_the_index(&general, &query);
            let plan = plan_of(&database, || list_tasks(owner(), &query)).await;
            assert_reads_one_owner(&plan, &query);
            // A list of nearly all tasks may sort them.
            if query.page.limit() == Some(PAGE) {
                assert_walks_along_the_index(&plan, &query);
            }
        }
    }
    assert_first_page_is_planned_once(&database).await;
    for filter in filters() {
        let plan = plan_of(&database, || count_slice(owner(), range(), &filter)).await;
        assert_reads_a_slice(&plan, &filter);
    }
    let day = DueDate::parse("2026-03-01").unwrap();
    assert_reads_a_slice(&plan_of(&database, || summarize_slice(owner(), range(), day)).await, &"summary");
    let parameters = ["bigint", "date", "timestamptz", "bigint", "timestamptz", "bigint"];
    let general = general_plan_of(&client, SUMMARIZE_SLICE, &parameters).await;
    assert_reads_a_slice(&general, &SUMMARIZE_SLICE);
    assert_reads_one_owner(&general_plan_of(&client, READ_CHANGES, &["bigint"; 4]).await, &READ_CHANGES);
    let sql = ["7", "990", "101", "1048576"]
        .iter()
        .enumerate()
        .fold(READ_CHANGES.to_owned(), |sql, (at, value)| sql.replace(&format!("${}", at + 1), value));
    assert_reads_one_owner(&plan_of(&database, || sql_query(&sql)).await, &sql);
}

/// Checks that a slice is measured along the index, starting at the end of the previous slice.
#[tokio::test]
async fn slice_is_measured_along_the_index() {
    let test = TestDatabase::create().await;
    let client = test.client().await;
    fill(&client).await;
    let database = Database::new(&test.config(), 1);
    for newest_first in [true, false] {
        for after in [None, Some(range().first)] {
            let slice = Slice { newest_first, after, limit: SLICE };
            let plan = plan_of(&database, || measure(owner(), slice)).await;
            let sql = list_statements::measure(newest_first, after.is_none());
            let parameters = ["bigint", "bigint", "timestamptz", "bigint"];
            let general = general_plan_of(&client, &sql, &parameters).await;
            for plan in [plan, general] {
                assert_reads_one_owner(&plan, &slice);
                assert!(plan.contains("tasks_newest_idx"), "{slice:?}\n{plan}");
                assert_eq!(plan.contains("(ROW(created_at, id)"), after.is_some(), "{slice:?}\n{plan}");
            }
        }
    }
}
