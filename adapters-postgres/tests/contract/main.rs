//! Tests the PostgreSQL stores against the contract of every port, and checks that all statements can run on Citus.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod statement_exceptions;
mod statement_recorder;
mod statement_rules;
mod statement_tables;

use tasklane_core::contract_tests;
use tasklane_core::stores::Stores;
use tasklane_core::testing::contract;
use tasklane_postgres::testing::TestDatabase;

/// The pool has enough connections for concurrent writes, but fewer connections than the contract has concurrent
/// writers.
const POOL_SIZE: usize = 8;

async fn fresh() -> (Stores, TestDatabase) {
    let database = TestDatabase::reuse().await;
    (tasklane_postgres::open(&database.config(), POOL_SIZE), database)
}

// assures: R115
contract_tests!(fresh);

// assures: R803
/// A store method must not need a second connection. Every statement of the stores follows the rules in
/// `statement_rules.rs`.
///
/// Tests start in alphabetical order, so the name makes this long test start first.
#[tokio::test]
async fn a_single_connection_is_enough_and_all_statements_follow_the_rules() {
    let database = TestDatabase::create().await;
    // The statements of migrations, which have run by now, are not checked.
    statement_recorder::begin();
    contract::all(async || {
        database.clear().await;
        (tasklane_postgres::open(&database.config(), 1), ())
    })
    .await;
    statement_rules::check(&statement_recorder::statements());
}

/// Runs with a few connections, and with the usual number.
#[tokio::test]
async fn expensive_reads_of_one_user_do_not_delay_other_users() {
    for connections in [2, 3, POOL_SIZE] {
        let database = TestDatabase::create().await;
        contract::fair_reads(&tasklane_postgres::open(&database.config(), connections)).await;
    }
}
