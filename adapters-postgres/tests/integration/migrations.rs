//! Tests migrations with concurrent processes, older programs and existing rows, and the constraints of the schema.

use futures_util::future::join_all;
use secrecy::SecretString;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{Page, SearchText, TaskFilter, TaskQuery};
use tasklane_core::testing::examples::{at, new_task, new_user, quota_of};
use tasklane_core::user::{Preferences, Role};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, PostgresConfig, migrate, open, pending};

const FIRST: &str = "2026-11-21-000000_create_tables";
const USER: &str = "INSERT INTO users (id, email, email_canonical, username, username_canonical, hashed_password, \
                    created_at, updated_at) \
                    VALUES (1, 'a@b.org', 'a@b.org', 'ada', 'ada', 'x', '2026-01-01', '2026-01-01')";

// assures: R815
#[tokio::test]
async fn one_of_five_concurrent_processes_migrates() {
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
async fn newer_database_is_rejected() {
    let database = TestDatabase::create().await;
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
    database.client().await.batch_execute(newer).await.unwrap();
    for rejected in [migrate(&database.config()).await, pending(&database.config()).await] {
        let Err(MigrateError::NewerSchema { versions }) = rejected else { panic!("{rejected:?}") };
        assert_eq!(versions, ["99990101000000"]);
    }
}

// assures: R816
#[tokio::test]
async fn database_is_healthy_with_extra_migrations_and_not_with_missing_ones() {
    let database = TestDatabase::create().await;
    let (client, health) = (database.client().await, open(&database.config(), 1).health);
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
    client.batch_execute(newer).await.unwrap();
    health.check().await.unwrap();
    let oldest = "DELETE FROM __diesel_schema_migrations \
                  WHERE version = (SELECT min(version) FROM __diesel_schema_migrations)";
    client.batch_execute(oldest).await.unwrap();
    assert!(matches!(health.check().await, Err(StoreError::Rejected(_))));
}

#[tokio::test]
async fn empty_database_is_not_healthy() {
    let database = TestDatabase::create_empty().await;
    let checked = open(&database.config(), 1).health.check().await;
    assert!(matches!(checked, Err(StoreError::Rejected(_))), "{checked:?}");
}

const INVALID_MAILS_AND_LINKS: [(&str, &str); 7] = [
    ("UPDATE users SET role = 'owner'", "users_role_known"),
    ("UPDATE users SET language = ''", "users_language_length"),
    ("UPDATE users SET time_zone = ''", "users_time_zone_length"),
    ("UPDATE users SET pending_email = ''", "users_pending_email_length"),
    (
        "INSERT INTO mail_outbox (id, user_id, kind, queued_at, due_at) \
         VALUES (gen_random_uuid(), 2, 'reset_password', '2026-01-01', '2026-01-01')",
        "mail_outbox_user_fkey",
    ),
    (
        "INSERT INTO one_time_links \
         VALUES (2, decode(repeat('00', 16), 'hex'), 'reset_password', decode(repeat('00', 32), 'hex'), 'a@b.org', \
         '2026-01-01', '2026-01-01')",
        "one_time_links_user_fkey",
    ),
    (
        "INSERT INTO one_time_links \
         VALUES (1, decode(repeat('00', 16), 'hex'), 'reset_password', decode(repeat('00', 31), 'hex'), 'a@b.org', \
         '2026-01-01', '2026-01-01')",
        "one_time_links_secret_size",
    ),
];

// assures: R507
#[tokio::test]
async fn schema_rejects_invalid_values() {
    let database = TestDatabase::create().await;
    let client = database.client().await;
    client.batch_execute(USER).await.unwrap();
    let insert = async |title: &str, status: &str, completed_at: &str, priority: &str| {
        let insert = format!(
            "INSERT INTO tasks (owner_id, title, status, completed_at, priority, tags, version, change_seq, \
             created_at, updated_at) \
             VALUES (1, '{title}', '{status}', {completed_at}, '{priority}', '{{}}', 1, 1, '2026-01-01', '2026-01-01')"
        );
        let rejected = client.batch_execute(&insert).await;
        rejected.map_err(|error| error.as_db_error().unwrap().constraint().unwrap().to_owned())
    };
    assert_eq!(insert("t", "pending", "NULL", "none").await, Ok(()));
    assert_eq!(insert("t", "completed", "'2026-01-01'", "none").await, Ok(()));
    let rejected = async |title, status, completed_at, priority| {
        insert(title, status, completed_at, priority).await.unwrap_err()
    };
    assert_eq!(rejected("t", "completed", "NULL", "none").await, "tasks_completion_matches");
    assert_eq!(rejected("t", "pending", "'2026-01-01'", "none").await, "tasks_completion_matches");
    assert_eq!(rejected("t", "done", "NULL", "none").await, "tasks_status_known");
    assert_eq!(rejected("t", "pending", "NULL", "urgent").await, "tasks_priority_known");
    assert_eq!(rejected("", "pending", "NULL", "none").await, "tasks_title_length");
    for (invalid, constraint) in INVALID_MAILS_AND_LINKS {
        let rejected = client.batch_execute(invalid).await.unwrap_err();
        assert_eq!(rejected.as_db_error().unwrap().constraint(), Some(constraint), "{invalid}");
    }
}

async fn count_matches(database: &TestDatabase, words: &str) -> usize {
    let filter = TaskFilter { text: SearchText::parse(words).ok(), ..TaskFilter::default() };
    let query = TaskQuery { filter, ..TaskQuery::unfiltered(Page::ALL) };
    let owner = UserId::new(1).unwrap();
    open(&database.config(), 1).tasks.list(owner, &query).await.unwrap().tasks.len()
}

#[tokio::test]
async fn search_finds_older_tasks_after_a_migration() {
    let database = TestDatabase::create().await;
    let client = database.client().await;
    client.batch_execute(USER).await.unwrap();
    // The table has more rows than one batch of the backfill. One row has an invalid title.
    let older = "INSERT INTO tasks (owner_id, title, description, status, priority, tags, version, change_seq, \
                 created_at, updated_at) \
                 SELECT 1, CASE n WHEN 3 THEN ' ' ELSE 'Straße ' || n END, 'İstanbul', 'pending', 'none', '{}', 1, n, \
                 '2026-01-01', '2026-01-01' FROM generate_series(1, 1200) AS n";
    client.batch_execute(older).await.unwrap();
    client.batch_execute("UPDATE tasks SET deleted_at = '2026-01-02' WHERE change_seq = 3").await.unwrap();
    assert_eq!(count_matches(&database, "STRASSE").await, 0);
    assert_eq!(migrate(&database.config()).await.unwrap(), [""; 0]);
    assert_eq!(count_matches(&database, "STRASSE").await, 1199);
    assert_eq!(count_matches(&database, "strasse 1200").await, 1);
    let left = "SELECT change_seq FROM tasks WHERE search_text IS NULL";
    let left = client.query(left, &[]).await.unwrap();
    assert_eq!(left.iter().map(|row| row.get::<_, i64>(0)).collect::<Vec<_>>(), [3]);
}

/// Uses a role without the privilege to create extensions, as on a hosted server.
#[tokio::test]
async fn search_works_without_the_privilege_to_create_extensions() {
    let database = TestDatabase::create_empty().await;
    let client = database.client().await;
    client.batch_execute("GRANT ALL ON SCHEMA public TO pg_monitor").await.unwrap();
    let url = SecretString::from(format!("{}?options=-c%20role%3Dpg_monitor", database.url()));
    migrate(&PostgresConfig::parse(&url).unwrap()).await.unwrap();
    let index = "SELECT to_regclass('tasks_search_idx') IS NOT NULL";
    assert!(!client.query_one(index, &[]).await.unwrap().get::<_, bool>(0));
    let owner = open(&database.config(), 1).users.create(&new_user("ada"), at(0)).await.unwrap().id;
    assert_eq!(owner.get(), 1);
    open(&database.config(), 1).tasks.create(owner, &new_task("Straße"), at(0), quota_of(9)).await.unwrap();
    assert_eq!(count_matches(&database, "strasse").await, 1);
}

#[tokio::test]
async fn migration_records_the_names_of_existing_users() {
    let database = TestDatabase::create_empty().await;
    let client = database.client().await;
    client.batch_execute(include_str!("../previous_release.sql")).await.unwrap();
    let names = "SELECT 'email', email_canonical, id, true FROM users \
                 UNION ALL SELECT 'username', username_canonical, id, true FROM users ORDER BY 1, 2";
    let recorded =
        "SELECT kind, canonical, user_id, released_until IS NULL FROM login_names ORDER BY kind, canonical";
    migrate(&database.config()).await.unwrap();
    let client = database.client().await;
    let read = async |sql| -> Vec<(String, String, i64, bool)> {
        let rows = client.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect()
    };
    let recorded = read(recorded).await;
    assert_eq!(recorded.len(), 8);
    assert_eq!(recorded, read(names).await);
}

#[tokio::test]
async fn existing_users_get_the_default_preferences_and_can_log_in() {
    let database = TestDatabase::create_empty().await;
    database.client().await.batch_execute(include_str!("../previous_release.sql")).await.unwrap();
    migrate(&database.config()).await.unwrap();
    let users = open(&database.config(), 1).users.list(None, 10).await.unwrap();
    assert_eq!(users.len(), 4);
    for user in users {
        assert_eq!((user.preferences, user.role), (Preferences::default(), Role::User));
        assert_eq!((user.email_verified, user.pending_email, user.verification_due_at), (false, None, None));
    }
}
