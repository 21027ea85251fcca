//! Tests the PostgreSQL stores against the contract of every port, and checks that all statements can run on Citus.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod recorded;
mod rules;
mod tables;

use tasklane_core::testing::contract;
use tasklane_postgres::testing::TestDatabase;

/// Enough connections for concurrent writes, but fewer than the contract has writers.
const POOL_SIZE: usize = 8;

// assures: R115
#[tokio::test]
async fn postgres_satisfies_the_contract_of_every_port() {
    // The statements of migrations are not checked.
    let database = TestDatabase::create().await;
    recorded::begin();
    contract::all(async || {
        database.clear().await;
        (tasklane_postgres::open(&database.config(), POOL_SIZE), ())
    })
    .await;
    rules::check(&recorded::statements());
}

// assures: R803
/// A method must not need a second connection while it holds one.
#[tokio::test]
async fn single_connection_is_enough() {
    let database = TestDatabase::create().await;
    contract::all(async || {
        database.clear().await;
        (tasklane_postgres::open(&database.config(), 1), ())
    })
    .await;
}

/// Also runs with few connections.
#[tokio::test]
async fn expensive_reads_of_one_user_do_not_delay_other_users() {
    for connections in [2, 3, POOL_SIZE] {
        let database = TestDatabase::create().await;
        contract::fair_reads(&tasklane_postgres::open(&database.config(), connections)).await;
    }
}
