//! The stores keep the contract that the memory stores are measured with, by statements that a distributed PostgreSQL
//! could carry out as well.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

mod recorded;
mod rules;
mod tables;

use tasklane_core::testing::contract;
use tasklane_postgres::testing::TestDatabase;

/// Enough for the contract's writers to meet each other in the database, and fewer than there are of them.
const POOL_SIZE: usize = 8;

// assures: R115
#[tokio::test]
async fn postgres_keeps_the_contract_of_every_port() {
    // What makes the tables is not what is judged.
    let database = TestDatabase::create().await;
    recorded::begin();
    contract::all(async || {
        database.clear().await;
        (tasklane_postgres::open(&database.config(), POOL_SIZE), ())
    })
    .await;
    rules::judge(&recorded::statements());
}

// assures: R803
/// No method needs a second connection while it holds one.
#[tokio::test]
async fn a_single_connection_is_enough() {
    let database = TestDatabase::create().await;
    contract::all(async || {
        database.clear().await;
        (tasklane_postgres::open(&database.config(), 1), ())
    })
    .await;
}

/// Also where there are few connections.
#[tokio::test]
async fn expensive_reads_of_one_user_keep_no_other_waiting() {
    for connections in [2, 3, POOL_SIZE] {
        let database = TestDatabase::create().await;
        contract::fair_reads(&tasklane_postgres::open(&database.config(), connections)).await;
    }
}
