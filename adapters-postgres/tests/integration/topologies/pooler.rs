//! The stores behind a transaction pooler.

use tasklane_core::testing::contract;
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, diagnose, migrate, open};

use super::pgbouncer::PgBouncer;

/// The number of client connections, higher than the number of server connections, so that the transactions of a client
/// often run on different server connections.
const CONNECTIONS: usize = 8;
const CONNECTIONS_TO_THE_SERVER: usize = 3;

#[tokio::test]
async fn stores_satisfy_the_contract_of_every_port_behind_pgbouncer() {
    let database = TestDatabase::create().await;
    let pooler = PgBouncer::start(&database.url(), CONNECTIONS_TO_THE_SERVER).await;
    contract::all(async || {
        database.clear().await;
        (open(&pooler.config(&database.url()), CONNECTIONS), ())
    })
    .await;
}

#[tokio::test]
async fn migration_through_a_pooler_is_rejected() {
    let database = TestDatabase::create().await;
    let config = tasklane_postgres::PostgresConfig::parse_behind_pooler(&database.url().into()).unwrap();
    let rejected = migrate(&config).await.unwrap_err();
    assert!(matches!(rejected, MigrateError::BehindPooler), "{rejected:?}");
}

#[tokio::test]
async fn transaction_pooler_is_detected() {
    let database = TestDatabase::create().await;
    assert!(!diagnose(&database.config()).await.unwrap().is_behind_transaction_pooler);
    let option = "ignore_startup_parameters = options";
    let pooler = PgBouncer::start_with(&database.url(), CONNECTIONS_TO_THE_SERVER, option).await;
    let facts = diagnose(&pooler.undeclared_config(&database.url())).await.unwrap();
    assert!(facts.is_behind_transaction_pooler && !facts.has_session_timeouts, "{facts:?}");
    let declared = diagnose(&pooler.config(&database.url())).await.unwrap();
    assert!(declared.is_behind_transaction_pooler, "{declared:?}");
}

#[tokio::test]
async fn pooler_that_rejects_startup_parameters_is_recognized() {
    let database = TestDatabase::create().await;
    let pooler = PgBouncer::start(&database.url(), CONNECTIONS_TO_THE_SERVER).await;
    let rejected = diagnose(&pooler.undeclared_config(&database.url())).await.unwrap_err();
    assert!(rejected.is_rejected_startup_parameter(), "{rejected:?}");
}
