//! Checks the rules for tables with user data against the real schema.

use tasklane_core::testing::user_tables::{Participation, USER_TABLES, UserTable};

use crate::backup::after_restore::POST_RESTORE_UPDATES;
use crate::tasks::stored_bytes_statements::{COUNT_KEYS, COUNT_TASKS};
use crate::testing::TestDatabase;

const OWNED: &str = "
SELECT table_name::text, column_name::text FROM information_schema.columns
WHERE table_schema = current_schema() AND column_name IN ('owner_id', 'user_id')";

const CASCADING: &str = "
SELECT conrelid::regclass::text, attname::text FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = ALL (conkey)
WHERE contype = 'f' AND confrelid = 'users'::regclass AND confdeltype = 'c'";

async fn read(database: &TestDatabase, sql: &str) -> Vec<(String, String)> {
    let rows = database.client().await.query(sql, &[]).await.unwrap();
    let mut rows: Vec<_> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    rows.sort();
    rows
}

fn declared(includes: impl Fn(&UserTable) -> bool) -> Vec<(String, String)> {
    let tables = USER_TABLES.iter().filter(|table| includes(table));
    let mut names: Vec<_> =
        tables.map(|table| (table.name.to_owned(), table.owner_column.to_owned())).collect();
    names.sort();
    names
}

#[tokio::test]
async fn every_table_with_rows_of_a_user_has_its_rules() {
    let database = TestDatabase::create().await;
    assert_eq!(read(&database, OWNED).await, declared(|_| true));
    assert_eq!(read(&database, CASCADING).await, declared(|table| table.deletion == Participation::Included));
    for table in USER_TABLES {
        let has_update = POST_RESTORE_UPDATES.iter().any(|update| update.table == table.name);
        assert_eq!(
            has_update,
            table.after_restore == Participation::Included,
            "the post-restore updates must follow the rule of {}",
            table.name
        );
        let from = format!(" FROM {}", table.name);
        let mut counts = [COUNT_TASKS, COUNT_KEYS].iter().map(|sql| sql.replace('\n', " ") + " ");
        let is_counted = counts.any(|sql| sql.contains(&format!("{from} ")));
        assert_eq!(
            is_counted,
            table.byte_count == Participation::Included,
            "the byte counts must follow the rule of {}",
            table.name
        );
    }
}
