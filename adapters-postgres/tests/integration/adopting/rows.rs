//! The adopted rows.

use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::task::{NewTask, Task};
use tasklane_core::testing::examples::{at, new_task, new_user, quota_of};
use tasklane_core::user::LoginName;
use tasklane_postgres::open;
use tasklane_postgres::testing::TestDatabase;
use tokio_postgres::Client;

use super::legacy_database::{ROWS, adopted, legacy_database, legacy_database_with};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn task(database: &TestDatabase, owner: i64, id: i64) -> Task {
    let (owner, id) = (UserId::new(owner).unwrap(), tasklane_core::ids::TaskId::new(id).unwrap());
    open(&database.config(), 1).tasks.find(owner, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn users_keep_their_ids_names_hashes_and_times() {
    let (database, _client) = legacy_database(ROWS).await;
    let report = adopted(&database).await;
    assert_eq!((report.users, report.tasks), (2, 4));
    let users = open(&database.config(), 1).users;
    for name in ["ADA", "ada@example.ORG"] {
        let found = users.find_credentials(&LoginName::parse(name).unwrap()).await.unwrap().unwrap();
        assert_eq!(found.user.id.get(), 3);
        assert_eq!((found.user.email.as_str(), found.user.username.as_str()), ("Ada@Example.org", "Ada"));
        assert_eq!((found.user.is_active, found.password_hash.expose()), (true, "hash"));
        assert_eq!(found.user.created_at, time("2024-01-02T03:04:05.123456Z"));
        assert_eq!(found.user.updated_at, found.user.created_at);
    }
    let bob = users.find(UserId::new(8).unwrap()).await.unwrap().unwrap();
    assert!(!bob.is_active && bob.name.is_none());
    assert_eq!(
        (bob.created_at, bob.updated_at),
        (time("2024-01-02T22:00:00Z"), time("2024-01-04T00:00:00Z"))
    );
}

#[tokio::test]
async fn adopted_users_have_records_of_their_names() {
    let (database, client) = legacy_database(ROWS).await;
    adopted(&database).await;
    let names =
        "SELECT canonical, user_id FROM login_names WHERE released_until IS NULL ORDER BY kind, user_id";
    let names = client.query(names, &[]).await.unwrap();
    let names: Vec<(String, i64)> = names.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = [("ada@example.org", 3), ("bob@example.org", 8), ("ada", 3), ("bob", 8)];
    assert_eq!(names, expected.map(|(name, user)| (name.to_owned(), user)));
}

#[tokio::test]
async fn tasks_keep_their_ids_texts_and_times() {
    let (database, _client) = legacy_database(ROWS).await;
    adopted(&database).await;
    let pending = task(&database, 3, 20).await;
    assert_eq!(pending.content.description.unwrap().as_str(), "Line\nline");
    assert_eq!((pending.content.title.as_str(), pending.version.get()), ("Straße", 1));
    assert_eq!((pending.updated_at, pending.progress.completed_at()), (pending.created_at, None));
    let edited = task(&database, 3, 10).await;
    assert_eq!((edited.content.description, edited.version.get()), (None, 2));
    assert_eq!(edited.progress.completed_at(), Some(time("2024-02-03T00:00:00Z")));
    assert_eq!(edited.updated_at, time("2024-02-03T00:00:00Z"));
    let completed = task(&database, 3, 30).await;
    assert_eq!(completed.content.description.unwrap().as_str(), "");
    assert_eq!(completed.progress.completed_at(), Some(completed.created_at));
    assert_eq!(task(&database, 8, 5).await.progress.status().as_str(), "in_progress");
}

#[tokio::test]
async fn changes_are_numbered_in_the_order_of_creation() {
    let (database, client) = legacy_database(ROWS).await;
    adopted(&database).await;
    let numbers = "SELECT id, change_seq, search_text FROM tasks WHERE owner_id = 3 ORDER BY change_seq";
    let numbers: Vec<(i64, i64, String)> = client
        .query(numbers, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let expected = [(30, 1, "first\n"), (10, 2, "same time, lower id\n"), (20, 3, "strasse\nline\nline")];
    assert_eq!(numbers, expected.map(|(id, number, text)| (id, number, text.to_owned())));
    let counters = client.query("SELECT owner_id, seq, live_tasks FROM task_counters ORDER BY 1", &[]).await;
    let counters: Vec<[i64; 3]> =
        counters.unwrap().iter().map(|row| [row.get(0), row.get(1), row.get(2)]).collect();
    assert_eq!(counters, [[3, 3, 3], [8, 1, 1]]);
}

#[tokio::test]
async fn ids_of_deleted_rows_are_not_reused() {
    let (database, _client) = legacy_database(ROWS).await;
    adopted(&database).await;
    let stores = open(&database.config(), 1);
    let user = stores.users.create(&new_user("eve"), at(0)).await.unwrap();
    assert_eq!(user.id.get(), 42);
    let new: NewTask = new_task("next");
    assert_eq!(stores.tasks.create(user.id, &new, at(0), quota_of(9)).await.unwrap().id.get(), 78);
}

#[tokio::test]
async fn adopted_database_has_the_same_schema_as_a_new_database() {
    let (database, client) = legacy_database(ROWS).await;
    adopted(&database).await;
    open(&database.config(), 1).health.check().await.unwrap();
    let own = TestDatabase::create().await;
    let indexes = "SELECT indexdef FROM pg_indexes WHERE tablename NOT LIKE 'older%'
        AND tablename <> 'alembic_version' ORDER BY indexname";
    let of = async |client: &Client| -> Vec<String> {
        client.query(indexes, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
    };
    assert_eq!(of(&client).await, of(&own.client().await).await);
}

#[tokio::test]
async fn variants_of_the_older_tables_are_read() {
    let tables = "
        CREATE TABLE users (id bigint PRIMARY KEY, email text, username text, hashed_password text, is_active boolean,
            full_name text, phone text, created_at timestamp, updated_at timestamp);
        CREATE TABLE tasks (id bigint PRIMARY KEY, title text, description text, status varchar(20),
            owner_id bigint REFERENCES users, priority integer, created_at timestamp, updated_at timestamp);
        CREATE TABLE comments (task_id bigint REFERENCES tasks, body text);
        INSERT INTO users VALUES (1, ' ada@example.org', 'ada ', 'hash', NULL, ' Ada Lovelace', '1', NULL, NULL),
            (2, 'bob@example.org', 'bob', 'hash', true, ' ', '2', '2024-01-01 12:00', NULL);
        INSERT INTO tasks VALUES (1, E' Buy\\tmilk\\r\\n', E'a\\r\\nb', 'in_progress', 1, 5, NULL, '2024-01-01 12:00'),
            (2, 'Buy bread', NULL, 'Completed', 1, 5, '2024-01-02', NULL);
        INSERT INTO comments VALUES (1, 'x');";
    let (database, client) = legacy_database_with(tables, "").await;
    let report = adopted(&database).await.to_string();
    for part in [
        "2 users and 2 tasks",
        "the column older_tasks.priority, the column older_users.phone, the table comments\n",
        "is_active was NULL",
        "users without created_at, set to updated_at or the time of this run: 1\n",
        "tasks without created_at, set to updated_at or the time of this run: 1\n",
        "titles with surrounding blanks or line breaks: 1\n",
        "descriptions with line breaks other than LF: 1\n",
        "e-mail addresses and usernames with surrounding blanks: 2\n",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    let users = open(&database.config(), 1).users;
    let [ada, bob] = [1, 2].map(|id| users.find(UserId::new(id).unwrap()));
    let ada = ada.await.unwrap().unwrap();
    assert_eq!((ada.name.unwrap().as_str(), ada.is_active, ada.created_at), ("Ada Lovelace", false, at(0)));
    let bob = bob.await.unwrap().unwrap();
    assert_eq!((bob.name, bob.created_at), (None, time("2024-01-01T12:00:00Z")));
    let milk = task(&database, 1, 1).await;
    assert_eq!(
        (milk.content.title.as_str(), milk.content.description.unwrap().as_str()),
        ("Buy milk", "a\nb")
    );
    assert_eq!(milk.created_at, time("2024-01-01T12:00:00Z"));
    let priority = "SELECT priority FROM older_tasks JOIN comments ON task_id = id";
    assert_eq!(client.query_one(priority, &[]).await.unwrap().get::<_, i32>(0), 5);
}
