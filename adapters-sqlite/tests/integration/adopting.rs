//! Adoption of an older server's tables: cases specific to SQLite.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tasklane_adopt::{AdoptError, Options, Outcome, Report};
use tasklane_core::testing::examples::at;
use tasklane_core::user::PasswordHash;
use tasklane_sqlite::testing::{execute, integrity_of};
use tasklane_sqlite::{MigrateError, SqliteConfig, adopt, adopt_from, migrate, open_source};
use tempfile::TempDir;

const TABLES: &str = "PRAGMA foreign_keys = OFF;
    CREATE TABLE user (id INTEGER NOT NULL, email VARCHAR(255) NOT NULL, hashed_password VARCHAR NOT NULL,
        created_at DATETIME, PRIMARY KEY (id));
    CREATE TABLE task (id INTEGER NOT NULL, user_id INTEGER NOT NULL, title VARCHAR(200), description VARCHAR,
        completed BOOLEAN, created_at DATETIME, updated_at DATETIME, PRIMARY KEY (id),
        FOREIGN KEY(user_id) REFERENCES user (id));
    INSERT INTO user VALUES (1, 'ada@example.org', 'hash', '2024-01-01 10:00:00');";

fn options() -> Options {
    Options {
        now: at(0),
        accepts_hash: |hash| hash.expose() == "hash",
        unusable_hash: PasswordHash::new("unusable".to_owned()),
        mend: false,
        check: false,
        rows: Arc::default(),
    }
}

struct Place {
    directory: TempDir,
}

impl Place {
    fn with(statements: &str) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        execute(&place.file(), TABLES);
        execute(&place.file(), &format!("PRAGMA foreign_keys = OFF; {statements}"));
        place
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("older.db")
    }

    fn config(&self) -> SqliteConfig {
        SqliteConfig::parse(&format!("sqlite://{}", self.file().display())).unwrap()
    }

    fn new_config(&self) -> SqliteConfig {
        SqliteConfig::parse(&format!("sqlite://{}", self.directory.path().join("new.db").display())).unwrap()
    }

    fn connection(&self) -> SqliteConnection {
        SqliteConnection::establish(self.file().to_str().unwrap()).unwrap()
    }

    fn adopted(&self) -> Report {
        match adopt(&self.config(), &options()).unwrap() {
            Outcome::Adopted(report) => report,
            other => panic!("{other:?}"),
        }
    }

    fn texts(&self, query: &str) -> Vec<String> {
        let rows: Vec<Row> = diesel::sql_query(format!("SELECT ({query}) AS text, 0 AS number"))
            .load(&mut self.connection())
            .unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    fn number(&self, query: &str) -> i64 {
        let row: Row = diesel::sql_query(format!("SELECT '' AS text, ({query}) AS number"))
            .get_result(&mut self.connection())
            .unwrap();
        row.number
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[test]
fn values_of_other_types_are_read() {
    let place = Place::with(
        "INSERT INTO task VALUES
            (1, 1, 42, NULL, 'true', '2024-01-01T10:00:00Z', '2024-01-01 12:00:00+01:00'),
            (2, 1, 'Two', 'x', 0, '2024-01-01', NULL), (3, 1, 'Three', 'y', '1', NULL, NULL)",
    );
    assert_eq!(place.adopted().tasks, 3);
    let rows = "SELECT group_concat(title || status || (created_at / 1000000) || '+' || ((updated_at - created_at) / 1000000), ' ') FROM
        (SELECT * FROM tasks ORDER BY id)";
    let now = at(0).timestamp();
    assert_eq!(
        place.texts(rows),
        [format!("42completed1704103200+3600 Twopending1704067200+0 Threecompleted{now}+0")]
    );
    assert_eq!(integrity_of(&place.file()), "ok");
}

/// SQLite's text functions discard the text after a NUL. The second title is so long that only its beginning is read.
#[test]
fn text_after_a_nul_is_reported_and_not_lost() {
    let place = Place::with(
        "INSERT INTO task VALUES (1, 1, 'One' || char(0) || 'two', NULL, 0, NULL, NULL),
            (2, 1, 'One' || char(0) || replace(hex(zeroblob(20000)), '0', '€'), NULL, 0, NULL, NULL),
            (3, 1, 'Three', NULL, 0, '2024-01-01' || char(0) || 'x', NULL)",
    );
    let rejected = adopt(&place.config(), &options()).unwrap_err().to_string();
    for fault in [
        "created_at must be a time in the years 1 to 9999: 3\n",
        "title must not contain control characters: 1\n",
        "title must be at most 255 characters long: 2\n",
    ] {
        assert!(rejected.contains(fault), "{rejected}");
    }
    let Ok(Outcome::Adopted(report)) = adopt(&place.config(), &Options { mend: true, ..options() }) else {
        panic!()
    };
    let new_values: Vec<_> = report.changes.iter().map(|change| change.after.as_str()).collect();
    let long = format!("One{}…", "€".repeat(97));
    assert_eq!(new_values, ["Onetwo", long.as_str(), at(0).to_rfc3339().as_str()]);
}

#[test]
fn ids_of_deleted_rows_are_not_reused() {
    let place = Place::with(
        "DROP TABLE task;
        CREATE TABLE task (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER, title TEXT, completed BOOLEAN);
        INSERT INTO task VALUES (90, 1, 'Deleted', 0), (7, 1, 'Kept', 0); DELETE FROM task WHERE id = 90",
    );
    place.adopted();
    assert_eq!(place.number("SELECT seq FROM sqlite_sequence WHERE name = 'tasks'"), 90);
    assert_eq!(place.number("SELECT seq FROM sqlite_sequence WHERE name = 'users'"), 1);
}

#[test]
fn tasks_are_numbered_in_the_order_of_creation() {
    let place = Place::with(
        "INSERT INTO task VALUES (3, 1, 'b', NULL, 0, '2024-01-02 00:00:00', NULL),
            (1, 1, 'c', NULL, 0, '2024-01-03 00:00:00', NULL), (2, 1, 'a', NULL, 0, '2024-01-01 00:00:00', NULL)",
    );
    place.adopted();
    let titles = "SELECT group_concat(title, '') FROM (SELECT title FROM tasks ORDER BY change_seq)";
    assert_eq!(place.texts(titles), ["abc"]);
    assert_eq!(place.number("SELECT seq * 10 + live_tasks FROM task_counters WHERE owner_id = 1"), 33);
}

#[test]
fn other_tables_still_reference_the_older_tables() {
    let place = Place::with(
        "CREATE TABLE comment (task_id INTEGER REFERENCES task (id), body TEXT);
        INSERT INTO task VALUES (1, 1, 'Task', NULL, 0, NULL, NULL);
        INSERT INTO comment VALUES (1, 'here'), (99, 'of a task that does not exist')",
    );
    let report = place.adopted();
    assert_eq!(report.skipped, ["the table comment"]);
    assert_eq!(report.renamed_tables, ["older_user", "older_task"]);
    let sql = place.texts("SELECT sql FROM sqlite_master WHERE name = 'comment'");
    assert!(sql.concat().contains("\"older_task\""), "{sql:?}");
    assert_eq!(migrate(&place.config()).unwrap(), [""; 0]);
    assert!(matches!(adopt(&place.config(), &options()), Ok(Outcome::AlreadyMigrated)));
}

#[test]
fn file_in_use_by_another_program_is_rejected() {
    let place = Place::with("");
    let mut writer = place.connection();
    writer.batch_execute("BEGIN IMMEDIATE").unwrap();
    let rejected = adopt(&place.config(), &options());
    assert!(matches!(rejected, Err(AdoptError::InUse(_))), "{rejected:?}");
    writer.batch_execute("ROLLBACK").unwrap();
    place.adopted();
}

#[test]
fn write_ahead_log_of_the_source_is_read() {
    let place = Place::with("");
    let mut server = place.connection();
    server.batch_execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0").unwrap();
    server.batch_execute("INSERT INTO task VALUES (1, 1, 'In the log', NULL, 0, NULL, NULL)").unwrap();
    let (source, legacy) = open_source(&place.config()).unwrap();
    let Ok(Outcome::Adopted(report)) = adopt_from(&place.new_config(), &options(), source, &legacy) else {
        panic!()
    };
    assert_eq!((report.users, report.tasks), (1, 1));
    assert_eq!(integrity_of(place.new_config().path()), "ok");
}

/// The target has reservations of users who were deleted before the adoption.
#[test]
fn adopted_users_have_their_names_even_if_they_were_reserved() {
    let place = Place::with("");
    migrate(&place.new_config()).unwrap();
    let reserved = "INSERT INTO login_names VALUES ('email', 'ada@example.org', 99, 9000000000000000), \
                    ('username', 'other', 99, 9000000000000000)";
    execute(place.new_config().path(), reserved);
    let (source, legacy) = open_source(&place.config()).unwrap();
    adopt_from(&place.new_config(), &options(), source, &legacy).unwrap();
    let mut connection = SqliteConnection::establish(place.new_config().path().to_str().unwrap()).unwrap();
    let names = "SELECT kind || ' ' || canonical || ' ' || (released_until IS NULL) AS text, user_id AS number \
                 FROM login_names ORDER BY user_id, kind";
    let names: Vec<Row> = diesel::sql_query(names).load(&mut connection).unwrap();
    let names: Vec<(&str, i64)> = names.iter().map(|row| (row.text.as_str(), row.number)).collect();
    assert_eq!(names, [("email ada@example.org 1", 1), ("username ada 1", 1), ("username other 0", 99)]);
}

/// A source that Tasklane has migrated is also rejected.
#[test]
fn target_must_be_empty_or_without_users() {
    let place = Place::with("");
    execute(place.new_config().path(), "CREATE TABLE users (id INTEGER)");
    let (source, legacy) = open_source(&place.config()).unwrap();
    let rejected = adopt_from(&place.new_config(), &options(), source, &legacy).unwrap_err();
    assert!(rejected.to_string().contains("tables of another program: users"), "{rejected}");
    let rejected = migrate(&place.new_config());
    assert!(matches!(rejected, Err(MigrateError::ForeignTables { tables }) if tables == ["users"]));
    assert!(matches!(migrate(&place.config()), Err(MigrateError::NotAdopted)));
    place.adopted();
    assert!(matches!(open_source(&place.config()), Err(AdoptError::NotLegacy(_))));
}
