//! Tests the SQLite stores against the contract of every port.

use tasklane_core::testing::contract;
use tasklane_sqlite::{open, testing::TestDatabase};

// assures: R115
#[tokio::test]
async fn sqlite_satisfies_the_contract_of_every_port() {
    contract::all(async || {
        let database = TestDatabase::create();
        (open(&database.config()).unwrap(), database)
    })
    .await;
}

#[tokio::test]
async fn expensive_reads_of_one_user_do_not_delay_other_users() {
    let database = TestDatabase::create();
    contract::fair_reads(&open(&database.config()).unwrap()).await;
}
