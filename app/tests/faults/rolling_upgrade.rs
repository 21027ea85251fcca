//! A newer replica has migrated the database, and this one is not replaced yet.

use std::time::Duration;

use crate::harness::{Load, Site, Vigil, counters_must_be_right};
use crate::support::Workplace;

// assures: R816
/// What only adds to the schema is nothing that an older server would notice. It stays ready: what balances the load
/// would have nobody left to send requests to, before the first of the newer ones is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_database_is_newer_serves_on_until_it_is_replaced() {
    let mut site = Site::open(Workplace::on_postgres().await).await;
    let (vigil, load) = (Vigil::over(&site), Load::on(&site).await);
    let client = site.place().database().unwrap().client().await;
    let migration = "ALTER TABLE tasks ADD COLUMN colour text NOT NULL DEFAULT 'none'; \
                     ALTER TABLE users ADD COLUMN motto text; \
                     INSERT INTO __diesel_schema_migrations VALUES ('99991231000000')";
    client.batch_execute(migration).await.unwrap();
    load.until_acknowledged(200).await;
    // What is told of its readiness may be a second old.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    site.server().get("/health/ready").await.expect(200);
    let ledger = load.stop().await;
    vigil.end().await;
    // What holds the tables while they are changed can make somebody wait, and nobody in vain.
    assert_eq!(ledger.seen.failed(), 0, "{:?}", ledger.seen.statuses());
    ledger.must_be_true("migrated by a newer one").await;
    counters_must_be_right(&client).await;
    site.stop().await;
}
