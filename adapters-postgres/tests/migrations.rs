//! Migrating: many at once, too old a program, and what the schema itself refuses.

use futures_util::future::join_all;
use tasklane_core::store_error::StoreError;
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, migrate, open, pending};

const FIRST: &str = "2026-11-21-000000_create_tables";

#[tokio::test]
async fn of_five_that_start_at_once_one_migrates() {
    let database = TestDatabase::create_empty().await;
    let config = database.config();
    let all = pending(&config).await.unwrap();
    assert_eq!(all.first().map(String::as_str), Some(FIRST));
    let applied = join_all((0..5).map(|_| migrate(&config))).await;
    let mut applied: Vec<Vec<String>> = applied.into_iter().map(Result::unwrap).collect();
    applied.sort_unstable();
    assert_eq!(applied, [vec![], vec![], vec![], vec![], all]);
    assert_eq!(pending(&config).await.unwrap(), [""; 0]);
    open(&config, 1).health.check().await.unwrap();
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let database = TestDatabase::create().await;
    let health = open(&database.config(), 1).health;
    health.check().await.unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
    database.client().await.batch_execute(newer).await.unwrap();
    for refused in [migrate(&database.config()).await, pending(&database.config()).await] {
        let Err(MigrateError::Newer { versions }) = refused else { panic!("{refused:?}") };
        assert_eq!(versions, ["99990101000000"]);
    }
    assert!(matches!(health.check().await, Err(StoreError::Rejected(_))));
}

#[tokio::test]
async fn an_empty_database_is_not_well() {
    let database = TestDatabase::create_empty().await;
    let checked = open(&database.config(), 1).health.check().await;
    assert!(matches!(checked, Err(StoreError::Rejected(_))), "{checked:?}");
}

#[tokio::test]
async fn the_schema_refuses_what_the_domain_does_not_know() {
    let database = TestDatabase::create().await;
    let client = database.client().await;
    let user = "INSERT INTO users (id, email, email_canonical, username, username_canonical, hashed_password, \
                created_at, updated_at) VALUES (1, 'a@b.org', 'a@b.org', 'ada', 'ada', 'x', '2026-01-01', '2026-01-01')";
    client.batch_execute(user).await.unwrap();
    let insert = async |title: &str, status: &str, completed_at: &str, priority: &str| {
        let insert = format!(
            "INSERT INTO tasks (owner_id, title, status, completed_at, priority, tags, version, change_seq, \
             created_at, updated_at) \
             VALUES (1, '{title}', '{status}', {completed_at}, '{priority}', '{{}}', 1, 1, '2026-01-01', '2026-01-01')"
        );
        let refused = client.batch_execute(&insert).await;
        refused.map_err(|error| error.as_db_error().unwrap().constraint().unwrap().to_owned())
    };
    assert_eq!(insert("t", "pending", "NULL", "none").await, Ok(()));
    assert_eq!(insert("t", "completed", "'2026-01-01'", "none").await, Ok(()));
    let refused = async |title, status, completed_at, priority| {
        insert(title, status, completed_at, priority).await.unwrap_err()
    };
    assert_eq!(refused("t", "completed", "NULL", "none").await, "tasks_completion_matches");
    assert_eq!(refused("t", "pending", "'2026-01-01'", "none").await, "tasks_completion_matches");
    assert_eq!(refused("t", "done", "NULL", "none").await, "tasks_status_known");
    assert_eq!(refused("t", "pending", "NULL", "urgent").await, "tasks_priority_known");
    assert_eq!(refused("", "pending", "NULL", "none").await, "tasks_title_length");
}
