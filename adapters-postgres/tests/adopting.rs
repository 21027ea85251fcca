//! Taking over the older server's database: what becomes of its rows, and that it stays as it was when that fails.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

use futures_util::future::join_all;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::task::{NewTask, Task};
use tasklane_core::testing::examples::{at, new_task, new_user};
use tasklane_core::user::{LoginName, PasswordHash};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{AdoptError, Adoption, MigrateError, Outcome, Report, adopt, migrate, open, pending};
use tokio_postgres::Client;

const TABLES: &str = include_str!("older_server.sql");
const ALL_OF_IT: &str = include_str!("older_database.sql");

const ROWS: &str = "
INSERT INTO users (id, email, username, hashed_password, is_active, created_at, updated_at) VALUES
    (3, 'Ada@Example.org', 'Ada', 'hash', true, '2024-01-02 03:04:05.123456+00', NULL),
    (8, 'bob@example.org', 'bob', 'hash', false, '2024-01-03 00:00:00+02', '2024-01-04 00:00:00+00');
INSERT INTO tasks (id, title, description, status, owner_id, created_at, updated_at) VALUES
    (20, 'Straße', E'Line\\nline', 'PENDING', 3, '2024-02-02 00:00:00+00', NULL),
    (10, 'Same time, lower id', NULL, 'COMPLETED', 3, '2024-02-02 00:00:00+00', '2024-02-03 00:00:00+00'),
    (30, 'First', '', 'COMPLETED', 3, '2024-02-01 00:00:00+00', NULL),
    (5, 'Bob''s', NULL, 'IN_PROGRESS', 8, '2024-02-05 00:00:00+00', '2024-02-06 00:00:00+00');
SELECT setval('users_id_seq', 41), setval('tasks_id_seq', 77);
";

fn adoption(rehearse: bool) -> Adoption {
    Adoption { now: at(0), knows_hash: |hash: &PasswordHash| hash.expose() == "hash", rehearse }
}

/// With these statements run on the older server's tables.
async fn older(rows: &str) -> (TestDatabase, Client) {
    older_with(TABLES, rows).await
}

async fn older_with(tables: &str, rows: &str) -> (TestDatabase, Client) {
    let database = TestDatabase::create_empty().await;
    let client = database.client().await;
    client.batch_execute(tables).await.unwrap();
    client.batch_execute(rows).await.unwrap();
    (database, client)
}

async fn adopted(database: &TestDatabase) -> Report {
    match adopt(&database.config(), adoption(false)).await.unwrap() {
        Outcome::Adopted(report) => report,
        other => panic!("{other:?}"),
    }
}

async fn problems(database: &TestDatabase) -> String {
    match adopt(&database.config(), adoption(false)).await {
        Err(AdoptError::Problems(problems)) => problems.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn all_of_it(client: &Client) -> Vec<String> {
    client.query(ALL_OF_IT, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn task(database: &TestDatabase, owner: i64, id: i64) -> Task {
    let (owner, id) = (UserId::new(owner).unwrap(), tasklane_core::ids::TaskId::new(id).unwrap());
    open(&database.config(), 1).tasks.find(owner, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn users_keep_their_ids_names_hashes_and_times() {
    let (database, _client) = older(ROWS).await;
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
async fn tasks_keep_their_ids_texts_and_times() {
    let (database, _client) = older(ROWS).await;
    adopted(&database).await;
    let pending = task(&database, 3, 20).await;
    assert_eq!(pending.description.unwrap().as_str(), "Line\nline");
    assert_eq!((pending.title.as_str(), pending.version.get()), ("Straße", 1));
    assert_eq!((pending.updated_at, pending.progress.completed_at()), (pending.created_at, None));
    let edited = task(&database, 3, 10).await;
    assert_eq!((edited.description, edited.version.get()), (None, 2));
    assert_eq!(edited.progress.completed_at(), Some(time("2024-02-03T00:00:00Z")));
    assert_eq!(edited.updated_at, time("2024-02-03T00:00:00Z"));
    let completed = task(&database, 3, 30).await;
    assert_eq!(completed.description.unwrap().as_str(), "");
    assert_eq!(completed.progress.completed_at(), Some(completed.created_at));
    assert_eq!(task(&database, 8, 5).await.progress.status().as_str(), "in_progress");
}

#[tokio::test]
async fn changes_are_numbered_in_the_order_of_creation() {
    let (database, client) = older(ROWS).await;
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
async fn no_id_is_given_twice_not_even_that_of_a_row_deleted_before() {
    let (database, _client) = older(ROWS).await;
    adopted(&database).await;
    let stores = open(&database.config(), 1);
    let user = stores.users.create(&new_user("eve"), at(0)).await.unwrap();
    assert_eq!(user.id.get(), 42);
    let new: NewTask = new_task("next");
    assert_eq!(stores.tasks.create(user.id, &new, at(0), 9).await.unwrap().id.get(), 78);
}

#[tokio::test]
async fn what_a_database_of_our_own_has_an_adopted_one_has_too() {
    let (database, client) = older(ROWS).await;
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
async fn other_forms_of_the_older_tables_are_read_too() {
    let tables = "
        CREATE TABLE users (id bigint PRIMARY KEY, email text, username text, hashed_password text, is_active boolean,
            full_name text, phone text, created_at timestamp, updated_at timestamp);
        CREATE TABLE tasks (id bigint PRIMARY KEY, title text, description text, status varchar(20),
            owner_id bigint REFERENCES users, priority integer, created_at timestamp, updated_at timestamp);
        CREATE TABLE comments (task_id bigint REFERENCES tasks, body text);
        INSERT INTO users VALUES (1, ' ada@example.org', 'ada ', 'hash', NULL, ' Ada Lovelace', '1', NULL, NULL),
            (2, 'bob@example.org', 'bob', 'hash', true, ' ', '2', '2024-01-01 12:00', NULL);
        INSERT INTO tasks VALUES (1, E' Buy\\tmilk\\r\\n', E'a\\r\\nb\\x07', 'in_progress', 1, 5, NULL, '2024-01-01 12:00'),
            (2, 'Buy bread', NULL, 'Completed', 1, 5, '2024-01-02', NULL);
        INSERT INTO comments VALUES (1, 'x');";
    let (database, client) = older_with(tables, "").await;
    let report = adopted(&database).await.to_string();
    for part in [
        "2 users and 2 tasks",
        "the column older_tasks.priority, the column older_users.phone, the table comments\n",
        "is_active was NULL",
        "users without created_at got updated_at, or else the time of this run: 1\n",
        "tasks without created_at got updated_at, or else the time of this run: 1\n",
        "titles lost blanks around them and control characters: 1\n",
        "descriptions got line feeds for other line ends, and lost control characters: 1\n",
        "e-mail addresses and usernames lost blanks around them: 2\n",
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
    assert_eq!((milk.title.as_str(), milk.description.unwrap().as_str()), ("Buy milk", "a\nb"));
    assert_eq!(milk.created_at, time("2024-01-01T12:00:00Z"));
    let kept = "SELECT priority FROM older_tasks JOIN comments ON task_id = id";
    assert_eq!(client.query_one(kept, &[]).await.unwrap().get::<_, i32>(0), 5);
}

/// The last row of all is the one that can't be read, when thousands were added already.
#[tokio::test]
async fn one_row_that_can_not_be_read_leaves_everything_as_it_was() {
    let many = "INSERT INTO tasks (title, status, owner_id, created_at)
        SELECT CASE n WHEN 2500 THEN ' ' ELSE 'Task' END, 'PENDING', 8, to_timestamp(n) FROM generate_series(1, 2500) n";
    let (database, client) = older(&format!("{ROWS}{many}")).await;
    let before = all_of_it(&client).await;
    let said = problems(&database).await;
    assert!(said.contains("tasks: title must not be blank: 2577\n"), "{said}");
    assert_eq!(all_of_it(&client).await, before);
    client
        .batch_execute("INSERT INTO tasks (title, status, owner_id) VALUES ('t', 'PENDING', 3)")
        .await
        .unwrap();
    client.batch_execute("DELETE FROM tasks WHERE title = ' '").await.unwrap();
    assert_eq!(adopted(&database).await.tasks, 4 + 2500);
}

#[tokio::test]
async fn all_problems_are_told_at_once_and_by_ids_alone() {
    let rows = "
        ALTER TABLE tasks DROP CONSTRAINT tasks_owner_id_fkey;
        INSERT INTO users (id, email, username, hashed_password, is_active) VALUES
            (50, 'ADA@example.org', 'canary', 'hash', true), (51, 'x@example.org', 'ADA', 'hash', true),
            (52, 'canary', 'ab', 'hash', true), (53, 'y@example.org', 'a@b', '$canary$', true),
            (-1, 'z@example.org', 'zoe', 'hash', true), (54, 'Y@example.org', 'no', 'hash', true);
        UPDATE users SET created_at = 'infinity' WHERE id = 50;
        INSERT INTO tasks (id, title, description, status, owner_id, created_at) VALUES
            (60, E'\\t', repeat('canary', 2000), 'PENDING', 3, '2024-01-01'),
            (61, 'canary', repeat('x', 30000), 'PENDING', 999, '12024-01-01'),
            (62, 'canary', repeat(E'x\\r\\n', 5000), 'PENDING', 3, '2024-01-01');";
    let (database, client) = older(&format!("{ROWS}{rows}")).await;
    let before = all_of_it(&client).await;
    let said = problems(&database).await;
    for part in [
        "users: have e-mail addresses that are the same but for upper and lower case: 3 = 50, 53 = 54\n",
        "users: have usernames that are the same but for upper and lower case or the form of letters: 3 = 51\n",
        "users: email must be an e-mail address such as ada@example.org: 52\n",
        "users: username must be at least 3 characters long: 52, 54\n",
        "users: username must not contain the character @, which is for e-mail addresses: 53\n",
        "users: hashed_password must be a bcrypt hash of a cost up to 15: 53\n",
        "users: have an id that is not positive: -1\n",
        "users: have a time that is infinite or without a year of four digits: 50\n",
        "tasks: title must not be blank: 60\n",
        "tasks: description must be at most 10000 characters long: 60, 61\n",
        "tasks: have no owner in users: 61\n",
        "tasks: have a time that is infinite or without a year of four digits: 61\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("canary") && !said.contains("62"), "{said}");
    assert_eq!(all_of_it(&client).await, before);
}

#[tokio::test]
async fn columns_of_other_types_are_problems_too() {
    let (database, client) = older(
        "DROP TABLE tasks; CREATE TABLE tasks (id uuid, title text, status text,
        owner_id integer, created_at text)",
    )
    .await;
    let said = problems(&database).await;
    for part in [
        "a column is uuid and should be smallint or integer or bigint: id",
        "a column is text and should be timestamp",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    client.query("SELECT FROM users", &[]).await.unwrap();
}

#[tokio::test]
async fn a_rehearsal_tells_what_it_would_do_and_does_nothing() {
    let (database, client) = older(ROWS).await;
    let before = all_of_it(&client).await;
    let Outcome::Rehearsed(report) = adopt(&database.config(), adoption(true)).await.unwrap() else {
        panic!()
    };
    assert_eq!((report.users, report.tasks), (2, 4));
    assert_eq!(all_of_it(&client).await, before);
}

#[tokio::test]
async fn of_three_that_adopt_at_once_one_does_and_later_ones_find_nothing_to_do() {
    let (database, _client) = older(ROWS).await;
    let config = database.config();
    let done = join_all((0..3).map(|_| adopt(&config, adoption(false)))).await;
    let done: Vec<Outcome> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|done| matches!(done, Outcome::Adopted(_))).count(), 1, "{done:?}");
    assert_eq!(done.iter().filter(|done| matches!(done, Outcome::IsOurs)).count(), 2, "{done:?}");
    assert_eq!(adopt(&config, adoption(false)).await.unwrap(), Outcome::IsOurs);
    assert_eq!(migrate(&config).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn without_being_asked_nobody_touches_the_older_database() {
    let (database, client) = older(ROWS).await;
    let before = all_of_it(&client).await;
    for refused in [migrate(&database.config()).await, pending(&database.config()).await] {
        let error = refused.unwrap_err();
        assert!(matches!(error, MigrateError::NotAdopted), "{error:?}");
        assert!(error.to_string().contains("tasklane migrate --adopt"), "{error}");
    }
    assert_eq!(all_of_it(&client).await, before);
}

#[tokio::test]
async fn there_is_nothing_to_adopt_in_an_empty_database_and_in_that_of_others() {
    let empty = TestDatabase::create_empty().await;
    let nothing = adopt(&empty.config(), adoption(false)).await;
    assert!(matches!(nothing, Err(AdoptError::Empty)), "{nothing:?}");
    let (database, client) = older("DROP TABLE tasks").await;
    let others = adopt(&database.config(), adoption(false)).await;
    assert!(matches!(others, Err(AdoptError::NotOlder(tables)) if tables == ["users"]));
    let refused = migrate(&database.config()).await;
    assert!(matches!(refused, Err(MigrateError::Taken { tables }) if tables == ["users"]));
    let migrations = client.query("SELECT to_regclass('__diesel_schema_migrations')::text", &[]).await;
    assert_eq!(migrations.unwrap()[0].get::<_, Option<String>>(0), None);
    let own = TestDatabase::create().await;
    assert_eq!(adopt(&own.config(), adoption(false)).await.unwrap(), Outcome::IsOurs);
}

#[tokio::test]
async fn what_the_documentation_says_brings_the_older_database_back() {
    let (database, client) = older(ROWS).await;
    let before = all_of_it(&client).await;
    adopted(&database).await;
    let documentation = include_str!("../../docs/MIGRATING.md");
    let (_, back) = documentation.split_once("```sql\n").unwrap();
    let (back, _) = back.split_once("```").unwrap();
    client.batch_execute(back).await.unwrap();
    assert_eq!(all_of_it(&client).await, before);
}
