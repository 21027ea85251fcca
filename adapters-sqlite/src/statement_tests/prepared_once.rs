//! Checks that no statement is prepared twice on one connection, because preparing a statement takes longer than
//! running it.

use super::recorder::{Statements, all_statements};
use crate::testing::TestDatabase;

#[tokio::test]
async fn every_statement_of_a_store_is_cached() {
    let Statements { ran, cached } = all_statements(&TestDatabase::create()).await;
    let mut uncached: Vec<&String> = ran.difference(&cached).collect();
    uncached.retain(|text| !text.ends_with("one_write"));
    assert_eq!(uncached, ["BEGIN", "BEGIN IMMEDIATE", "COMMIT"]);
    assert!(cached.len() > 60);
}
