//! Tests of `--mend`, which repairs invalid values and lists each change. Without `--mend`, invalid values make the
//! adoption fail.

use serde_json::{Value, json};

use super::legacy_sandbox::{Family, LegacySandbox, hash, users};
use crate::support::{PASSWORD, log_in};

const ARGON2: &str = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA";

fn invalid_rows() -> String {
    let hash = hash();
    let misfits = [
        (1, "ada@example.org", "ada", hash.as_str()),
        (2, "ADA@example.org", "bob", &hash),
        (3, "carol@localhost", "ca", &hash),
        (4, "dan@example.org", "Ada", &hash),
        (5, "eve@example.org", "eve@home", ARGON2),
        (6, "fay@example.org", "", &hash),
    ];
    let (long_title, long_text) = ("x".repeat(300), "y".repeat(10_001));
    let task = |id, title: &str, description: &str| {
        format!(
            "INSERT INTO tasks (id, title, description, status, owner_id) VALUES ({id}, '{title}', '{description}', 'PENDING', 1);"
        )
    };
    [
        users(Family::V1, &misfits),
        task(11, "  ", "kept"),
        task(12, &long_title, "kept"),
        task(13, "Ring\u{7} the bell", "kept"),
        task(14, "Long", &long_text),
        task(15, "Escape", "a\u{1b}[31m\tb"),
        task(16, "Fits", "and stays\r\nas it is"),
    ]
    .concat()
}

/// The expected repairs, except the truncated title of task 12. Each has a table, an id, a column and a new value. An
/// empty new value is not compared.
const REPAIRS: [(&str, i64, &str, &str); 11] = [
    ("users", 2, "email", "user-2@adopted.invalid"),
    ("users", 3, "email", "user-3@adopted.invalid"),
    ("users", 3, "username", "ca2"),
    ("users", 4, "username", "Ada2"),
    ("users", 5, "username", "eve"),
    ("users", 5, "hashed_password", "no password until a new password is set"),
    ("users", 6, "username", "fay"),
    ("tasks", 11, "title", "Untitled"),
    ("tasks", 13, "title", "Ring the bell"),
    ("tasks", 14, "description", ""),
    ("tasks", 15, "description", "a[31m\tb"),
];

async fn expect_invalid_rows_are_rejected(older: &LegacySandbox) {
    let before = older.content().await;
    for arguments in [&["migrate", "--adopt", "--check"][..], &["migrate", "--adopt"]] {
        let finished = older.sandbox.run(arguments).await;
        let error_message = finished.expect_error(1);
        for part in [
            "users: have e-mail addresses that differ only in case: 1 = 2\n",
            "users: email must be an e-mail address such as ada@example.org: 3\n",
            "users: have usernames that differ only in case or Unicode form: 1 = 4\n",
            "users: username must be at least 3 characters long: 3\n",
            "users: username must not be blank: 6\n",
            "users: username must not contain the character @, which is for e-mail addresses: 5\n",
            "users: hashed_password must be a bcrypt hash with a cost of at most 15, and is an Argon2 hash: 5\n",
            "tasks: title must not be blank: 11\n",
            "tasks: title must be at most 255 characters long: 12\n",
            "tasks: title must not contain control characters: 13\n",
            "tasks: description must be at most 10000 characters long: 14\n",
            "tasks: description must not contain control characters: 15\n",
            "Run the command again with --mend",
        ] {
            assert!(error_message.contains(part), "{part}: {error_message}");
        }
    }
    let faults = older.sandbox.run(&["migrate", "--adopt", "--json"]).await;
    assert_eq!(faults.status.code(), Some(1));
    let faults: Value = serde_json::from_str(&faults.stdout).unwrap();
    let blank = json!({"table": "tasks", "fault": "title must not be blank", "mendable": true, "rows": 1, "ids": ["11"]});
    assert!(faults["faults"].as_array().unwrap().contains(&blank), "{faults}");
    assert!(older.content().await == before, "a rejected adoption must not change the database");
}

fn expect_repairs(report: &Value) {
    let changes = report["changes"].as_array().unwrap();
    for (table, id, column, after) in REPAIRS {
        let change = changes.iter().find(|change| {
            (&change["table"], &change["id"], &change["column"])
                == (&json!(table), &json!(id), &json!(column))
        });
        let change = change.unwrap_or_else(|| panic!("{table} {id} {column}: {report}"));
        assert!(change["after"] == after || after.is_empty(), "{change}");
        assert!(!change["reason"].as_str().unwrap().is_empty(), "{change}");
    }
    assert_eq!(changes.len(), REPAIRS.len() + 1, "{report}");
    assert_eq!(report["password_resets"], 1);
    assert!(!report.to_string().contains("argon2id$"), "the report must not contain a hash: {report}");
}

async fn invalid_rows_are_repaired_and_listed(older: LegacySandbox) {
    expect_invalid_rows_are_rejected(&older).await;
    let before = older.content().await;
    let checked = older.sandbox.run(&["migrate", "--adopt", "--mend", "--check", "--json"]).await;
    let checked: Value = serde_json::from_str(checked.expect(0)).unwrap();
    expect_repairs(&checked["would_adopt"]);
    assert!(older.content().await == before, "a check must not change the database");
    let text = older.sandbox.run(&["migrate", "--adopt", "--mend", "--check"]).await;
    let line = "  users 2: email \"ADA@example.org\" -> \"user-2@adopted.invalid\" (it must differ from the address of user 1";
    assert!(text.expect(0).contains(line), "{text:?}");
    assert!(
        text.stdout.contains("before they get a new password")
            && text.stdout.contains("\"Ring\\u{7} the bell\""),
        "{text:?}"
    );

    let adopted = older.sandbox.run(&["migrate", "--adopt", "--mend", "--json"]).await;
    let adopted: Value = serde_json::from_str(adopted.expect(0)).unwrap();
    assert_eq!(adopted["adopted"]["changes"], checked["would_adopt"]["changes"]);

    let server = older.sandbox.start_ready().await;
    for name in ["ada", "bob", "ca2", "ada2", "fay", "user-2@adopted.invalid"] {
        server.client().log_in(name, PASSWORD).await.expect(200);
    }
    assert_eq!(server.client().log_in("eve", PASSWORD).await.status, 401);
    let tokens = log_in(&server, "ada").await;
    let client = server.client().with_token(tokens["access_token"].as_str().unwrap());
    let long = client.get("/api/v1/tasks/12").await.expect(200);
    assert_eq!(long["title"], "x".repeat(254) + "…");
    let long = client.get("/api/v1/tasks/14").await.expect(200);
    assert_eq!(long["description"], "y".repeat(9_999) + "…");
    assert_eq!(client.get("/api/v1/tasks/16").await.expect(200)["description"], "and stays\nas it is");
    server.stop().await.expect(0);
}

#[tokio::test]
async fn invalid_rows_are_repaired_and_listed_on_sqlite() {
    invalid_rows_are_repaired_and_listed(LegacySandbox::on_sqlite(Family::V1, &invalid_rows())).await;
}

#[tokio::test]
async fn invalid_rows_are_repaired_and_listed_on_postgres() {
    let rows = format!("ALTER TABLE tasks ALTER COLUMN title TYPE text; {}", invalid_rows());
    invalid_rows_are_repaired_and_listed(LegacySandbox::on_postgres(Family::V1, &rows).await).await;
}

async fn irreparable_row_stops_the_adoption(older: LegacySandbox) {
    let before = older.content().await;
    let finished = older.sandbox.run(&["migrate", "--adopt", "--mend"]).await;
    let error_message = finished.expect_error(1);
    assert!(error_message.contains("task: the owner does not exist in user: 21\n"), "{error_message}");
    assert!(
        error_message.contains("Correct these rows") && !error_message.contains("--mend"),
        "{error_message}"
    );
    assert!(older.content().await == before, "a rejected adoption must not change the database");
}

fn rows_with_orphaned_task() -> String {
    let hash = hash();
    let orphan = "INSERT INTO task (id, user_id, title, completed, created_at, updated_at)
        VALUES (21, 99, 'Whose?', false, '2024-01-01', '2024-01-01');";
    users(Family::Todo, &[(1, "ada@example.org", "Ada", &hash)]) + orphan
}

#[tokio::test]
async fn irreparable_row_stops_the_adoption_on_sqlite() {
    irreparable_row_stops_the_adoption(LegacySandbox::on_sqlite(Family::Todo, &rows_with_orphaned_task()))
        .await;
}

#[tokio::test]
async fn irreparable_row_stops_the_adoption_on_postgres() {
    let rows = format!("ALTER TABLE task DROP CONSTRAINT task_user_id_fkey; {}", rows_with_orphaned_task());
    irreparable_row_stops_the_adoption(LegacySandbox::on_postgres(Family::Todo, &rows).await).await;
}

#[tokio::test]
async fn usernames_are_derived_as_in_a_registration() {
    let hash = hash();
    let rows = users(
        Family::Todo,
        &[
            (1, "ada@example.org", "Ada", &hash),
            (2, "Ada@example.com", "Other Ada", &hash),
            (3, "x@example.org", "X", &hash),
        ],
    );
    let older = LegacySandbox::on_sqlite(Family::Todo, &rows);
    older.sandbox.run(&["migrate", "--adopt"]).await.expect(0);
    let listed = older.sandbox.run(&["user", "list", "--json"]).await;
    let usernames: Vec<Value> = listed
        .expect(0)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["username"].clone())
        .collect();
    assert_eq!(usernames, ["ada", "Ada2", "x-3"]);
}
