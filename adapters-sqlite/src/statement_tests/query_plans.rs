//! Checks the query plan of each statement.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::recorder::all_statements;
use crate::connection::connect::connect;
use crate::testing::TestDatabase;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

pub(crate) fn query_plan(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let steps = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load::<Step>(connection).unwrap();
    steps.into_iter().map(|step| step.detail).collect()
}

/// Whether the scanned table or index is short. The outbox contains only the mails that have not been sent yet.
fn is_short(scanned: &str) -> bool {
    ["VIRTUAL TABLE", "CONSTANT ROW", "users_inactive_idx", "mail_outbox", "(subquery-"]
        .iter()
        .any(|short| scanned.contains(short))
}

/// Whether the search is limited to one owner or one task, or uses the index of deleted tasks.
fn is_selective(tasks: &str) -> bool {
    ["(owner_id=?", "(rowid=?)", "COVERING INDEX tasks_deleted_idx (owner_id>?)"]
        .iter()
        .any(|key| tasks.contains(key))
}

#[tokio::test]
async fn no_statement_scans_a_table_or_the_tasks_of_other_owners() {
    let file = TestDatabase::create();
    let statements = all_statements(&file).await.cached;
    let mut connection = connect(&file.config()).unwrap();
    for sql in statements {
        for step in query_plan(&mut connection, &sql) {
            assert!(!step.starts_with("SCAN ") || is_short(&step), "{step}: {sql}");
            assert!(!step.starts_with("SEARCH tasks ") || is_selective(&step), "{step}: {sql}");
        }
    }
}
