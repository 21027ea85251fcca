//! Tests of `backup --into`: names, modes, and the removal of older backups.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::process::geteuid;
use serde_json::Value;
use tokio::process::Command;

use crate::support::{SECRET_KEY, Sandbox};

const NOBODY: u32 = 65534;
/// Names that only resemble those of backups.
const OTHERS: [&str; 6] = [
    "notes.txt",
    "tasklane.db",
    "tasklane-2020-01-01T000000Z.db.part",
    "tasklane-2020-01-01.db",
    "tasklane-2020-01-01T000000Z.db-wal",
    "tasklane-2020-13-01T000000Z.db",
];

async fn migrated() -> Sandbox {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    fs::create_dir(sandbox.path("backups")).unwrap();
    sandbox
}

async fn back_up(sandbox: &Sandbox, keep: &str) -> Value {
    let finished = sandbox.run(&["backup", "--into", "backups", "--keep", keep, "--json"]).await;
    serde_json::from_str(finished.expect(0)).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

/// The programs of the tests' PostgreSQL first.
#[expect(clippy::disallowed_methods, reason = "the path of a program is not a setting")]
fn search_path() -> String {
    let variable = |name| std::env::var(name).unwrap_or_default();
    format!("{}:{}", variable("PG_BIN"), variable("PATH"))
}

/// Whether the name is `tasklane-`, a time such as 2026-11-30T104823Z, and the ending.
fn is_backup(name: &str, ending: &str) -> bool {
    let time = name.strip_prefix("tasklane-").and_then(|rest| rest.strip_suffix(ending));
    time.is_some_and(|time| {
        let form: String = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        form == "0000-00-00T000000Z"
    })
}

#[tokio::test]
async fn backup_has_its_time_in_its_name_and_can_be_restored() {
    let sandbox = migrated().await;
    let report = back_up(&sandbox, "14").await;
    let folder = sandbox.path("backups");
    let [name] = &names(&folder)[..] else { panic!("{:?}", names(&folder)) };
    assert!(is_backup(name, ".db"), "{name}");
    assert_eq!(report["file"], format!("backups/{name}"));
    assert_eq!(report["removed"], Value::Array(Vec::new()));
    let metadata = fs::metadata(folder.join(name)).unwrap();
    assert_eq!(
        (metadata.permissions().mode() & 0o777, metadata.len()),
        (0o600, report["bytes"].as_u64().unwrap())
    );
    sandbox.run(&["restore", &format!("backups/{name}")]).await.expect(0);
}

#[tokio::test]
async fn older_backups_are_removed_and_other_files_stay() {
    let sandbox = migrated().await;
    let folder = sandbox.path("backups");
    let old = ["2020-01-01T000000Z", "2021-06-30T235959Z", "2022-01-01T000000Z"]
        .map(|time| format!("tasklane-{time}.db"));
    for name in OTHERS.iter().copied().chain(old.iter().map(String::as_str)) {
        fs::write(folder.join(name), name).unwrap();
    }
    fs::create_dir(folder.join("tasklane-2019-01-01T000000Z.db")).unwrap();
    std::os::unix::fs::symlink("notes.txt", folder.join("tasklane-2019-01-02T000000Z.db")).unwrap();
    fs::write(folder.join("tasklane-2019-01-01T000000Z.dump"), "").unwrap();

    let report = back_up(&sandbox, "2").await;
    assert_eq!(report["removed"], serde_json::json!([old[1], old[0]]));
    let left = names(&folder);
    for other in OTHERS.iter().copied().chain([
        &*old[2],
        "tasklane-2019-01-01T000000Z.db",
        "tasklane-2019-01-02T000000Z.db",
        "tasklane-2019-01-01T000000Z.dump",
    ]) {
        assert!(left.iter().any(|name| name == other), "{other} in {left:?}");
    }
    assert_eq!(left.len(), OTHERS.len() + 5, "{left:?}");
}

#[tokio::test]
async fn new_backup_stays_even_if_the_clock_was_set_back() {
    let sandbox = migrated().await;
    let folder = sandbox.path("backups");
    fs::write(folder.join("tasklane-2999-01-01T000000Z.db"), "").unwrap();
    let report = back_up(&sandbox, "1").await;
    assert_eq!(report["removed"], serde_json::json!(["tasklane-2999-01-01T000000Z.db"]));
    assert_eq!(names(&folder).len(), 1);
}

#[tokio::test]
async fn concurrent_backups_get_different_names() {
    let sandbox = migrated().await;
    let (one, two, three) =
        tokio::join!(back_up(&sandbox, "14"), back_up(&sandbox, "14"), back_up(&sandbox, "14"));
    let reported = [one, two, three].map(|report| report["file"].as_str().unwrap().to_owned());
    let mut written =
        names(&sandbox.path("backups")).iter().map(|name| format!("backups/{name}")).collect::<Vec<_>>();
    written.sort();
    let mut reported = reported.to_vec();
    reported.sort();
    assert_eq!(written, reported);
    assert_eq!(written.len(), 3);
}

#[tokio::test]
async fn invalid_arguments_are_rejected() {
    let sandbox = migrated().await;
    for arguments in [
        &["--into", "backups", "--keep", "0"][..],
        &["--into", "backups"],
        &["--keep", "3"],
        &["copy.db", "--keep", "3"],
        &["copy.db", "--into", "backups", "--keep", "3"],
        &[],
    ] {
        let finished = sandbox.run(&[&["backup"], arguments].concat()).await;
        assert_eq!(finished.expect(2), "", "{arguments:?}");
    }
    assert!(names(&sandbox.path("backups")).is_empty() && !sandbox.files().contains(&"copy.db".to_owned()));
}

#[tokio::test]
async fn error_names_the_folder_that_is_missing_or_not_writable() {
    let sandbox = migrated().await;
    let finished = sandbox.run(&["backup", "--into", "nowhere", "--keep", "3"]).await;
    let error_message = finished.expect_error(1);
    assert!(
        error_message.contains("nowhere/tasklane-") && error_message.contains("can't be written"),
        "{error_message}"
    );

    fs::set_permissions(sandbox.path("."), Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(sandbox.path("tasklane.db"), Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(sandbox.path("backups"), Permissions::from_mode(0o555)).unwrap();
    let mut command = sandbox.command(&["backup", "--into", "backups", "--keep", "3"]);
    // The superuser can write to read-only folders.
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let Some(finished) = Sandbox::try_run(&mut command).await else {
        return; // The unprivileged user can't execute the program.
    };
    assert!(finished.expect_error(1).contains("backups/tasklane-"), "{finished:?}");
    assert!(names(&sandbox.path("backups")).is_empty());
}

#[tokio::test]
async fn failure_to_remove_is_reported_after_the_backup() {
    let sandbox = migrated().await;
    // Another user owns the old backup in a folder with the sticky bit, so the unprivileged user can't remove it.
    if !geteuid().is_root() {
        return;
    }
    let folder = sandbox.path("backups");
    fs::write(folder.join("tasklane-2020-01-01T000000Z.db"), "").unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o1777)).unwrap();
    fs::set_permissions(sandbox.path("."), Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(sandbox.path("tasklane.db"), Permissions::from_mode(0o666)).unwrap();
    let mut command = sandbox.command(&["backup", "--into", "backups", "--keep", "1"]);
    command.uid(NOBODY).gid(NOBODY);
    let Some(finished) = Sandbox::try_run(&mut command).await else { return };
    let error_message = finished.expect_error(1);
    assert!(
        error_message.contains("the backup is complete") && error_message.contains("2020-01-01"),
        "{error_message}"
    );
    assert!(finished.stdout.starts_with("backed up the database to backups/tasklane-"), "{finished:?}");
    assert_eq!(names(&folder).len(), 2);
}

#[tokio::test]
async fn backup_of_postgres_is_a_dump_that_pg_restore_reads() {
    let sandbox = Sandbox::on_postgres().await.with("PATH", &search_path());
    sandbox.run(&["migrate"]).await.expect(0);
    fs::create_dir(sandbox.path("backups")).unwrap();
    fs::write(sandbox.path("backups/tasklane-2020-01-01T000000Z.dump"), "").unwrap();
    fs::write(sandbox.path("backups/tasklane-2020-01-01T000000Z.db"), "").unwrap();
    let report = back_up(&sandbox, "1").await;
    assert_eq!(report["removed"], serde_json::json!(["tasklane-2020-01-01T000000Z.dump"]));
    let left = names(&sandbox.path("backups"));
    let [sqlite, dump] = &left[..] else { panic!("{left:?}") };
    assert!(sqlite.ends_with("01T000000Z.db") && is_backup(dump, ".dump"), "{left:?}");
    let path = sandbox.path("backups").join(dump);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let mut list = Command::new("pg_restore");
    let listed = list.env("PATH", search_path()).arg("--list").arg(&path).output().await.unwrap();
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.status.success() && text.contains("TABLE DATA public tasks"), "{text}");
}

#[tokio::test]
async fn failed_dump_leaves_no_file() {
    let sandbox = Sandbox::bare()
        .with("DATABASE_URL", "postgres://ada:canary@127.0.0.1:1/tasks")
        .with("SECRET_KEY", SECRET_KEY)
        .with("PATH", &search_path());
    fs::create_dir(sandbox.path("backups")).unwrap();
    let arguments = ["backup", "--into", "backups", "--keep", "3"];
    let finished = sandbox.run(&arguments).await;
    assert_eq!(finished.expect(1), "");
    assert!(
        finished.stderr.contains("pg_dump failed") && !finished.stderr.contains("canary"),
        "{finished:?}"
    );

    let mut command = sandbox.command(&arguments);
    command.env("PATH", "/nowhere");
    let finished = Sandbox::run_by(&mut command).await;
    assert!(finished.expect_error(2).contains("install postgresql-client"), "{finished:?}");

    let pooled = sandbox.with("DATABASE_POOLER", "transaction").with("MIGRATE_ON_START", "false");
    let finished = pooled.run(&arguments).await;
    let error_message = finished.expect_error(2);
    assert!(
        error_message.contains("through a transaction pooler")
            && error_message.contains("--file='backups/tasklane.dump'"),
        "{error_message}"
    );
    assert!(names(&pooled.path("backups")).is_empty());
}
