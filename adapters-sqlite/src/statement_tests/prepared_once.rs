//! No statement of a store is prepared twice on one connection: that would cost more than running it.

use super::recorder::{Statements, all_statements};
use crate::testing::TestDatabase;

#[tokio::test]
async fn every_statement_of_a_store_is_kept() {
    let Statements { ran, kept } = all_statements(&TestDatabase::create()).await;
    let mut thrown_away: Vec<&String> = ran.difference(&kept).collect();
    thrown_away.retain(|text| !text.ends_with("one_write"));
    assert_eq!(thrown_away, ["BEGIN", "BEGIN IMMEDIATE", "COMMIT"]);
    assert!(kept.len() > 60);
}
