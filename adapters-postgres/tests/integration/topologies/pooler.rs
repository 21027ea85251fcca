//! The stores work where connections are handed around between transactions.

use tasklane_core::testing::contract;
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, migrate, open};

use super::pgbouncer::PgBouncer;

/// Of the stores, and fewer of the server: so they change places all the time.
const CONNECTIONS: usize = 8;
const CONNECTIONS_TO_THE_SERVER: usize = 3;

#[tokio::test]
async fn behind_pgbouncer_the_stores_keep_the_contract_of_every_port() {
    let database = TestDatabase::create().await;
    let pooler = PgBouncer::start(&database.url(), CONNECTIONS_TO_THE_SERVER).await;
    contract::all(async || {
        database.clear().await;
        (open(&pooler.config(&database.url()), CONNECTIONS), ())
    })
    .await;
}

#[tokio::test]
async fn nobody_migrates_through_a_pooler() {
    let database = TestDatabase::create().await;
    let config = tasklane_postgres::PostgresConfig::parse_behind_pooler(&database.url().into()).unwrap();
    let refused = migrate(&config).await.unwrap_err();
    assert!(matches!(refused, MigrateError::Pooled), "{refused:?}");
}
