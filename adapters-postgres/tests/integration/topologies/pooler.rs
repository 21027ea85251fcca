//! The stores behind a transaction pooler.

use tasklane_core::testing::contract;
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, migrate, open};

use super::pgbouncer::PgBouncer;

/// More client connections than server connections, so that the transactions of a client often run on different server
/// connections.
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
