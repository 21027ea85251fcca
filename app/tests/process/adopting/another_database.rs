//! Tests of `--from`, which imports another database into the database in `DATABASE_URL`.

use serde_json::{Value, json};

use super::legacy_sandbox::{Family, LegacySandbox, hash, sequences, tasks, users};
use crate::support::{PASSWORD, Sandbox, log_in};

fn rows(family: Family) -> String {
    let hash = hash();
    let titles = [(7, "First".to_owned()), (9, "Second".to_owned())];
    users(family, &[(4, "ada@example.org", "ada", &hash)]) + &tasks(family, 4, titles.into_iter())
}

async fn expect_user_and_tasks(sandbox: &Sandbox) {
    let server = sandbox.start_ready().await;
    let tokens = log_in(&server, "ada").await;
    let client = server.client().with_token(tokens["access_token"].as_str().unwrap());
    let listed = client.get("/api/v1/tasks?sort=created_at").await.expect(200);
    let ids: Vec<&Value> = listed.as_array().unwrap().iter().map(|task| &task["id"]).collect();
    assert_eq!(ids, [7, 9]);
    let credentials = json!({"email": "ada@example.org", "password": PASSWORD});
    let tokens = server.client().post("/api/auth/login", &credentials).await.expect(200);
    let client = server.client().with_token(tokens["access_token"].as_str().unwrap());
    assert_eq!(client.get("/api/4/tasks/9").await.expect(200)["title"], "Second");
    server.stop().await.expect(0);
}

/// Imports `source` into `target`, and checks that a dry run changes nothing, that the source does not change, and that
/// a second import fails.
async fn import_rows(source: &LegacySandbox, url: &str, target: &Sandbox) {
    let before = source.content().await;
    let checked = target.run(&["migrate", "--adopt", "--from", url, "--check"]).await;
    assert!(checked.expect(0).contains("would adopt 1 user and 2 tasks"), "{checked:?}");
    if target.database().is_none() {
        assert!(target.files().is_empty(), "a check must not create files: {:?}", target.files());
    }
    let adopted = target.run(&["migrate", "--adopt", "--from", url]).await;
    assert!(adopted.expect(0).contains("the older database was not changed"), "{adopted:?}");
    assert!(source.content().await == before, "the source database must not change");
    let again = target.run(&["migrate", "--adopt", "--from", url]).await;
    assert!(again.expect_error(1).contains("has 1 user: set DATABASE_URL"), "{again:?}");
    expect_user_and_tasks(target).await;
}

#[tokio::test]
async fn rows_are_imported_from_sqlite_into_postgres() {
    let source = LegacySandbox::on_sqlite(Family::Todo, &rows(Family::Todo));
    let url = format!("sqlite://{}", source.file().display());
    import_rows(&source, &url, &Sandbox::on_postgres().await).await;
}

#[tokio::test]
async fn rows_are_imported_from_sqlite_into_sqlite() {
    let source = LegacySandbox::on_sqlite(Family::V1, &rows(Family::V1));
    let url = format!("sqlite+aiosqlite://{}", source.file().display());
    import_rows(&source, &url, &Sandbox::on_sqlite()).await;
}

#[tokio::test]
async fn rows_are_imported_from_postgres_into_sqlite() {
    let rows = rows(Family::V1) + &sequences(Family::V1, 30, 40);
    let source = LegacySandbox::on_postgres(Family::V1, &rows).await;
    let url = source.sandbox.database().unwrap().url();
    let target = Sandbox::on_sqlite();
    import_rows(&source, &url, &target).await;
    let user =
        ["user", "create", "--email", "new@example.org", "--username", "new", "--password-stdin", "--json"];
    let mut command = target.command(&user);
    let password = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut &password, b"another battery\n").unwrap();
    std::io::Seek::rewind(&mut &password).unwrap();
    command.stdin(password);
    let created: Value = serde_json::from_str(Sandbox::run_by(&mut command).await.expect(0)).unwrap();
    assert_eq!(created["id"], 31, "ids must not be reused");
}

#[tokio::test]
async fn rows_are_imported_from_postgres_into_existing_tables() {
    let source = LegacySandbox::on_postgres(Family::Todo, &rows(Family::Todo)).await;
    let target = Sandbox::on_postgres().await;
    target.run(&["migrate"]).await.expect(0);
    import_rows(&source, &source.sandbox.database().unwrap().url(), &target).await;
}

#[tokio::test]
async fn source_url_is_read_from_standard_input() {
    let source = LegacySandbox::on_sqlite(Family::Todo, &rows(Family::Todo));
    let target = Sandbox::on_sqlite();
    target.write("url", format!("sqlite://{}\n", source.file().display()));
    let mut command = target.command(&["migrate", "--adopt", "--from", "-"]);
    command.stdin(std::fs::File::open(target.path("url")).unwrap());
    assert!(Sandbox::run_by(&mut command).await.expect(0).starts_with("adopted 1 user"));
}

#[tokio::test]
async fn invalid_source_is_explained() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.write(
        "text.db",
        "not a database, but text with more than 100 bytes, because the header of an SQLite database has 100 bytes",
    );
    for (url, code, part) in [
        ("todo.db", 2, "it must begin with postgres:// or sqlite:"),
        ("sqlite:missing.db", 1, "missing.db: check the path"),
        ("sqlite:///./missing.db", 1, "a relative path with none or two (sqlite:old.db)"),
        ("sqlite:text.db", 1, "is not an SQLite database"),
        ("postgres://nobody@127.0.0.1:1/none", 1, "cannot read the source database (--from)"),
    ] {
        let finished = sandbox.run(&["migrate", "--adopt", "--from", url]).await;
        let error_message = finished.expect_error(code);
        assert!(error_message.contains(part), "{url}: {error_message}");
    }
    assert_eq!(sandbox.files(), ["text.db"]);
    let older = LegacySandbox::on_sqlite(Family::Todo, "");
    let itself = older.sandbox.run(&["migrate", "--adopt", "--from", "sqlite:./older.db"]).await;
    assert!(itself.expect_error(1).contains("omit --from"), "{itself:?}");
    let without = older.sandbox.run(&["migrate", "--mend"]).await;
    assert_eq!(without.status.code(), Some(2), "--mend must require --adopt");
}
