//! Tests the SQLite stores against the contract of every port.

use tasklane_core::contract_tests;
use tasklane_core::stores::Stores;
use tasklane_core::testing::contract::fair_reads;
use tasklane_sqlite::{open, testing::TestDatabase};

async fn fresh() -> (Stores, TestDatabase) {
    let database = TestDatabase::create();
    (open(&database.config()).unwrap(), database)
}

// assures: R115
contract_tests!(fresh);

#[tokio::test]
async fn expensive_reads_of_one_user_do_not_delay_other_users() {
    let database = TestDatabase::create();
    fair_reads(&open(&database.config()).unwrap()).await;
}
