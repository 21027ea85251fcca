//! The backfill of search texts for tasks from before the column was added.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tasklane_core::ids::UserId;
use tasklane_core::task::{Page, SearchText, Sort, SortKey, TaskFilter, TaskQuery};
use tasklane_sqlite::testing::TestDatabase;
use tasklane_sqlite::{SqliteConfig, migrate, open, pending};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
const MIGRATION: &str = "2026-11-21-000300_add_task_engine";

/// Creates a file with a user and the migrations before the migration that adds the column.
fn create_older_database(database: &TestDatabase) -> SqliteConnection {
    let path = database.config().path().to_owned();
    std::fs::remove_file(&path).unwrap();
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let migrations = MigrationSource::<Sqlite>::migrations(&MIGRATIONS).unwrap();
    let names = migrations.iter().map(|migration| migration.name().to_string());
    let (mut names, mut applied) = (names.collect::<Vec<_>>(), 0);
    names.sort_unstable();
    while names.get(applied).is_some_and(|name| name != MIGRATION) {
        connection.run_next_migration(MIGRATIONS).unwrap();
        applied += 1;
    }
    assert!(pending(&database.config()).unwrap().iter().any(|name| name == MIGRATION));
    let user = "INSERT INTO users VALUES (1, 'a@b.c', 'a@b.c', 'ada', 'ada', NULL, 'hash', 1, 0, 0)";
    connection.batch_execute(user).unwrap();
    connection
}

/// Adds `count` tasks. `title` and `description` are SQL expressions that may use the task's `number`.
fn add(connection: &mut SqliteConnection, count: u32, title: &str, description: &str) {
    let sql = format!(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {count}) \
         INSERT INTO tasks (owner_id, title, description, status, priority, tags, version, change_seq, created_at, \
         updated_at) SELECT 1, {title}, {description}, 'pending', 'none', '[]', 1, number, 0, 0 FROM numbers"
    );
    connection.batch_execute(&sql).unwrap();
}

async fn matching_titles(config: &SqliteConfig, words: &str) -> Vec<String> {
    let filter = TaskFilter { text: SearchText::parse(words).ok(), ..TaskFilter::default() };
    let sort = Sort { key: SortKey::Title, descending: false };
    let query = TaskQuery { filter, sort, ..TaskQuery::unfiltered(Page::ALL) };
    let found = open(config).unwrap().tasks.list(UserId::new(1).unwrap(), &query).await.unwrap();
    found.tasks.into_iter().map(|task| task.content.title.as_str().to_owned()).collect()
}

#[tokio::test]
async fn search_finds_older_tasks_after_a_migration() {
    let database = TestDatabase::create();
    let config = database.config();
    let mut connection = create_older_database(&database);
    add(&mut connection, 2500, "'Straße ' || number", "NULL");
    add(&mut connection, 1, "'apple'", "'Next to the STRASSE'");
    let applied = migrate(&config).unwrap();
    assert!(applied.iter().any(|name| name == MIGRATION), "{applied:?}");
    let found = matching_titles(&config, "strasse").await;
    assert_eq!(found.len(), 2501);
    assert_eq!(found.first().map(String::as_str), Some("apple"));
}

#[tokio::test]
async fn next_migration_continues_an_interrupted_backfill() {
    let database = TestDatabase::create();
    let config = database.config();
    let mut connection = create_older_database(&database);
    migrate(&config).unwrap();
    add(&mut connection, 3, "'Late ' || number", "NULL");
    assert_eq!(matching_titles(&config, "late").await, [""; 0]);
    assert!(migrate(&config).unwrap().is_empty());
    assert_eq!(matching_titles(&config, "late").await, ["Late 1", "Late 2", "Late 3"]);
}

#[tokio::test]
async fn invalid_task_row_does_not_fail_a_migration() {
    let database = TestDatabase::create();
    let config = database.config();
    let mut connection = create_older_database(&database);
    add(&mut connection, 1500, "'a' || char(10) || number", "NULL");
    add(&mut connection, 1, "'Good'", "NULL");
    migrate(&config).unwrap();
    assert_eq!(matching_titles(&config, "good").await, ["Good"]);
}
