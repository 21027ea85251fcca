//! Every value of every row is copied exactly.

use std::path::Path;

use tasklane_copy::COPIED_TABLES;
use tasklane_postgres::testing::TestDatabase;
use tasklane_sqlite::testing::{execute, integrity_of};

use super::{copy_into, on_sqlite, sqlite_url};
use crate::support::Sandbox;

/// Rows with values that are easy to change by mistake. The last ids of both tables are deleted.
const HARD_ROWS: &str = "
INSERT INTO users VALUES
    (1, 'A@x.org', 'a@x.org', 'Ada', 'ada', NULL, '$2b$10$hash', 1, -1, 1700000000123457, NULL, 1, 'n@x.org', NULL,
        'admin', 'de', 'Europe/Berlin', 0),
    (7, 'b@x.org', 'b@x.org', char(0x1f600) || 'é', 'é', 'O''Neil \\N \"x\"', 'hash', 0, 0, -62135596800000000, 253402300799999999,
        0, NULL, 253370764800000000, 'user', 'en', 'UTC', 1),
    (90, 'z@x.org', 'z@x.org', 'zed', 'zed', NULL, 'hash', 1, 0, 0, NULL, 0, NULL, NULL, 'user', 'en', 'UTC', 1);
INSERT INTO tasks (owner_id, id, title, description, status, completed_at, due_date, priority, tags, version, change_seq,
    deleted_at, created_at, updated_at, search_text) VALUES
    (1, 1, 'a\\b' || char(9, 1, 127) || '\\.', NULL, 'pending', NULL, NULL, 'none', '[]', 1, 1, NULL, -1, 0, NULL),
    (1, 2, 'NULL', '', 'completed', 1, '0001-01-01', 'high', '[\"\",\"NULL\",\"{a,b}\",\"q\\\"\\\\ü\\n\"]', 9007199254740991, 2,
        1700000000000001, 999999, 999999, ''),
    (7, 3, 'Ω', replace(hex(zeroblob(5000)), '0', 'ß'), 'in_progress', NULL, '9999-12-31', 'low', '[\"a\"]', 2, 3, NULL, 1, 1,
        char(0x1f600) || char(10) || '%_'),
    (7, 80, 'gone', NULL, 'pending', NULL, NULL, 'none', '[]', 1, 4, NULL, 1, 1, 'gone');
INSERT INTO task_counters VALUES (1, 2, 1, 0, -5, 0), (7, 9223372036854775807, 1, 4, 1000000, 1700000000123457);
INSERT INTO sessions VALUES
    (1, x'00000000000000000000000000000000', NULL, x'000102030405060708090a0b0c0d0e0f', 1, 2, NULL, NULL, 3, 4, 5, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL),
    (7, x'ffffffffffffffffffffffffffffffff', x'ffffffffffffffffffffffffffffff00', x'5c5c5c5c2727272722222222000a0d09', 1, 2,
        'Agent \\ ''1''', '::1', 3, 4, 5, 6, 7, x'00112233445566778899aabbccddeeff', 8, zeroblob(48), 'last', '127.0.0.1');
INSERT INTO known_networks VALUES (1, '10.0.0.0/24', -1), (7, '2001:db8::/64', 1700000000123457);
INSERT INTO idempotency_keys VALUES (1, 'k''\"\\', x'00', NULL, NULL, 1), (7, 'ü', zeroblob(32), 201, zeroblob(0), 2);
INSERT INTO mail_outbox VALUES
    (x'00000000000000000000000000000001', 1, 'email_changed', 'a@x.org', 'n''@x.org', NULL, NULL, -1, 1700000000123457, 0),
    (x'ffffffffffffffffffffffffffffffff', 7, 'new_login', NULL, NULL, 'Agent \\ ''1''', '::1', 1, 2, 4294967295);
INSERT INTO one_time_links VALUES
    (1, zeroblob(16), 'reset_password', x'000102030405060708090a0b0c0d0e0f5c5c5c5c2727272722222222000a0d09', 'a@x.org', -1, 1),
    (7, x'ffffffffffffffffffffffffffffffff', 'undo_email_change', zeroblob(32), 'ü@x.org', 1, 1700000000123457);
INSERT INTO deleted_users VALUES (5, 1700000000123457);
DELETE FROM tasks WHERE id = 80;
DELETE FROM users WHERE id = 90;";

/// Fails unless both files have the same rows and last ids.
fn expect_same_rows(one: &Path, other: &Path) {
    let attach = format!(
        "ATTACH '{}' AS other; CREATE TEMP TABLE same (is_same INTEGER CHECK (is_same), name TEXT);",
        other.display()
    );
    let compare = COPIED_TABLES.into_iter().chain(["sqlite_sequence"]).map(|table| {
        format!(
            "INSERT INTO temp.same
                SELECT (SELECT count(*) FROM main.{table}) = (SELECT count(*) FROM other.{table}), '{table}';
            INSERT INTO temp.same SELECT 0, '{table}' WHERE EXISTS
                (SELECT * FROM main.{table} EXCEPT SELECT * FROM other.{table});"
        )
    });
    let check: Vec<String> = std::iter::once(attach).chain(compare).collect();
    execute(one, &check.join("\n"));
}

/// Returns the text of every row, and the last ids.
async fn text_of(database: &TestDatabase) -> Vec<String> {
    let client = database.client().await;
    let mut rows = Vec::new();
    for table in COPIED_TABLES {
        let query = format!("SELECT '{table} ' || t::text FROM {table} AS t ORDER BY 1");
        rows.extend(client.query(&query, &[]).await.unwrap().iter().map(|row| row.get(0)));
    }
    let ids = "SELECT sequencename || ' ' || last_value FROM pg_sequences ORDER BY 1";
    rows.extend(client.query(ids, &[]).await.unwrap().iter().map(|row| row.get(0)));
    rows
}

async fn hard_rows() -> Sandbox {
    let sandbox = on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    let bytes: Vec<String> = (0..=255_u8).map(|byte| format!("{byte:02x}")).collect();
    let file = sandbox.path("tasklane.db");
    execute(&file, HARD_ROWS);
    let set_body = format!("UPDATE idempotency_keys SET body = x'{}' WHERE key = 'ü'", bytes.concat());
    execute(&file, &set_body);
    sandbox
}

#[tokio::test]
async fn rows_and_last_ids_are_the_same_after_a_copy_to_postgres_and_back() {
    let (first, second, third) = (hard_rows().await, Sandbox::on_postgres().await, on_sqlite());
    copy_into(&second, &sqlite_url(&first)).await;
    let rows = text_of(second.database().unwrap()).await;
    assert!(
        rows.contains(&"tasks_id_seq 80".to_owned()) && rows.contains(&"users_id_seq 90".to_owned()),
        "{rows:?}"
    );
    copy_into(&third, &second.database().unwrap().url()).await;
    let (one, other) = (first.path("tasklane.db"), third.path("tasklane.db"));
    expect_same_rows(&one, &other);
    expect_same_rows(&other, &one);
    assert_eq!(integrity_of(&other), "ok");

    let fourth = Sandbox::on_postgres().await;
    copy_into(&fourth, &second.database().unwrap().url()).await;
    assert_eq!(text_of(fourth.database().unwrap()).await, rows);
}

/// If `expect_same_rows` did not find differences, the tests that call it would prove nothing.
#[tokio::test]
async fn comparison_of_files_finds_a_difference() {
    let first = hard_rows().await;
    let file = first.path("tasklane.db");
    let copy = first.path("copy.db");
    std::fs::copy(&file, &copy).unwrap();
    expect_same_rows(&file, &copy);
    execute(&copy, "UPDATE tasks SET created_at = created_at + 1 WHERE id = 2");
    let compared = std::panic::catch_unwind(|| expect_same_rows(&file, &copy));
    assert!(compared.is_err());
}

#[tokio::test]
async fn indexes_and_statistics_exist_after_a_copy() {
    let (source, target) = (hard_rows().await, Sandbox::on_postgres().await);
    target.run(&["migrate"]).await.expect(0);
    let client = target.database().unwrap().client().await;
    let indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
    let read = async || -> Vec<String> {
        client.query(indexes, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
    };
    let before = read().await;
    assert!(before.len() > 10, "{before:?}");
    copy_into(&target, &sqlite_url(&source)).await;
    assert_eq!(read().await, before);
    let analyzed = "SELECT reltuples::bigint FROM pg_class WHERE relname = 'tasks'";
    assert_eq!(client.query_one(analyzed, &[]).await.unwrap().get::<_, i64>(0), 3);
}

#[tokio::test]
async fn value_that_postgres_can_not_store_is_reported_by_column() {
    let (source, target) = (hard_rows().await, Sandbox::on_postgres().await);
    execute(&source.path("tasklane.db"), "UPDATE sessions SET last_ip = 'a' || char(0) WHERE user_id = 7");
    let rejected = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    let error = rejected.expect_error(1);
    assert!(error.contains("the column last_ip of sessions") && error.contains("NUL"), "{error}");
    assert_eq!(super::count_rows(target.database().unwrap()).await, 0);
}

#[tokio::test]
async fn value_that_only_postgres_can_store_is_reported_by_column() {
    let (source, target) = (Sandbox::on_postgres().await, on_sqlite());
    source.run(&["migrate"]).await.expect(0);
    let client = source.database().unwrap().client().await;
    client.batch_execute("INSERT INTO deleted_users VALUES (1, 'infinity')").await.unwrap();
    let rejected = target.run(&["copy", "--from", &source.database().unwrap().url()]).await;
    let error = rejected.expect_error(1);
    assert!(error.contains("the column deleted_at of deleted_users"), "{error}");
}
