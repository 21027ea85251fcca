//! The server grants fewer connections than the pools of the workers may open.

use futures_util::future::try_join_all;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::Stores;
use tasklane_core::testing::examples::{at, new_task, new_user, quota_of};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{PostgresConfig, open};

const WORKERS: usize = 4;
const WRITES: usize = 10;

/// Returns the configuration of a new role that may open at most `connections` connections.
async fn limited_to(database: &TestDatabase, connections: u32) -> PostgresConfig {
    let url = database.url();
    let parsed: tokio_postgres::Config = url.parse().unwrap();
    let role = format!("limited_{}", parsed.get_dbname().unwrap());
    let grants = format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT {connections}; \
         GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"
    );
    database.client().await.batch_execute(&grants).await.unwrap();
    let user = format!("//{}@", parsed.get_user().unwrap());
    PostgresConfig::parse(&url.replacen(&user, &format!("//{role}@"), 1).as_str().into()).unwrap()
}

async fn read_and_write(stores: &Stores, worker: usize) -> Result<(), StoreError> {
    let owner = stores.users.create(&new_user(&format!("user{worker}")), at(0)).await.unwrap().id;
    for number in 0..WRITES {
        let task =
            stores.tasks.create(owner, &new_task(&format!("task {number}")), at(1), quota_of(100)).await;
        let id = task.unwrap().id;
        let found = try_join_all((0..3).map(|_| stores.tasks.find(owner, id))).await?;
        assert!(found.iter().all(Option::is_some));
    }
    Ok(())
}

#[tokio::test]
async fn workers_share_the_connections_that_the_server_grants() {
    for connections in [1, 2, 5] {
        let database = TestDatabase::create().await;
        let config = limited_to(&database, connections).await;
        let workers: Vec<Stores> = (0..WORKERS).map(|_| open(&config, 3)).collect();
        try_join_all((0..).zip(&workers).map(|(number, stores)| read_and_write(stores, number)))
            .await
            .unwrap();
    }
}
