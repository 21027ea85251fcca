//! Checks the list of copied tables against the real schema.

use std::collections::BTreeSet;

use tasklane_copy::{COPIED_TABLES, EXCLUDED_TABLES};
use tasklane_core::testing::user_tables::USER_TABLES;
use tokio::task::spawn_blocking;

use super::catalog;
use super::session::Session;
use crate::testing::TestDatabase;

const TABLES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";
const REFERENCES: &str = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace";
const COLUMNS: &str = "SELECT count(*) FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1";
const SEQUENCES: &str =
    "SELECT sequencename::text FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1";

#[tokio::test]
async fn every_table_is_copied_after_the_tables_that_it_refers_to() {
    let database = TestDatabase::create().await;
    let client = database.client().await;
    let found = client.query(TABLES, &[]).await.unwrap();
    let found: BTreeSet<String> = found.iter().map(|row| row.get(0)).collect();
    let excluded = EXCLUDED_TABLES.iter().map(|(name, _reason)| *name);
    let declared = COPIED_TABLES.into_iter().chain(excluded).map(str::to_owned).collect();
    assert_eq!(found, declared);
    for table in USER_TABLES {
        assert!(COPIED_TABLES.contains(&table.name), "{} must be copied", table.name);
    }
    let place = |name: &str| COPIED_TABLES.iter().position(|table| *table == name);
    let references = client.query(REFERENCES, &[]).await.unwrap();
    assert!(!references.is_empty());
    for row in references {
        let (from, to): (String, String) = (row.get(0), row.get(1));
        assert!(place(&to) < place(&from), "{from} refers to {to}, so it must be copied later");
    }
}

#[tokio::test]
async fn every_column_and_every_id_sequence_is_copied() {
    let database = TestDatabase::create().await;
    let session = Session::connect(&database.config()).await.unwrap();
    let (columns, sequences) = spawn_blocking(move || {
        let columns = COPIED_TABLES.map(|table| (table, catalog::columns(&session, table).unwrap().len()));
        (columns, catalog::id_sequences(&session).unwrap())
    })
    .await
    .unwrap();
    let client = database.client().await;
    for (table, count) in columns {
        let expected: i64 = client.query_one(COLUMNS, &[&table]).await.unwrap().get(0);
        assert_eq!(i64::try_from(count).unwrap(), expected, "columns of {table}");
        assert!(count > 0, "columns of {table}");
    }
    let names = client.query(SEQUENCES, &[]).await.unwrap();
    let names: Vec<String> = names.iter().map(|row| row.get(0)).collect();
    let mut found: Vec<String> = sequences.into_iter().map(|sequence| sequence.sequence).collect();
    found.sort();
    assert_eq!(found, names);
}
