//! Tests of the import rules with rows in memory. The database adapters have their own tests.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests panic on failure")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use tasklane_adopt::{
    AdoptError, AdoptedTask, AdoptedUser, Change, Column, LastIds, Legacy, LegacyTask, LegacyTime,
    LegacyUser, Options, Report, SchemaOwner, Source, Target, copy, detect_schema_owner,
};
use tasklane_core::clock::Timestamp;
use tasklane_core::store_error::Cause;
use tasklane_core::user::PasswordHash;

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn options(mend: bool) -> Options {
    Options {
        now: at(0),
        accepts_hash: |hash| hash.expose() == "hash",
        unusable_hash: PasswordHash::new("unusable".to_owned()),
        mend,
        check: false,
        rows: Arc::default(),
    }
}

const V1: [&str; 2] = ["id email username hashed_password is_active", "id title description status owner_id"];
const TODO: [&str; 2] = ["id email hashed_password name", "id title description completed user_id"];

fn legacy([users, tasks]: [&str; 2]) -> Legacy {
    let columns = |table: &str, names: &str| -> Vec<Column> {
        let column = |name: &str| Column {
            table_name: table.to_owned(),
            is_table: true,
            name: name.to_owned(),
            type_name: "text".to_owned(),
        };
        names.split(' ').map(column).collect()
    };
    match detect_schema_owner(&[columns("users", users), columns("tasks", tasks)].concat(), false) {
        SchemaOwner::Legacy(legacy) => legacy,
        other => panic!("{other:?}"),
    }
}

/// A source and target in memory. Returns its rows in batches of two.
#[derive(Default)]
struct Memory {
    users: Vec<LegacyUser>,
    tasks: Vec<LegacyTask>,
    read: usize,
    added_users: Vec<AdoptedUser>,
    added_tasks: Vec<AdoptedTask>,
    finished: Option<LastIds>,
}

fn next<T: Clone>(rows: &[T], read: &mut usize) -> Vec<T> {
    let batch: Vec<T> = rows.iter().skip(*read).take(2).cloned().collect();
    *read = if batch.is_empty() { 0 } else { *read + batch.len() };
    batch
}

impl Source for Memory {
    fn next_users(&mut self) -> Result<Vec<LegacyUser>, Cause> {
        Ok(next(&self.users, &mut self.read))
    }

    fn next_tasks(&mut self) -> Result<Vec<LegacyTask>, Cause> {
        Ok(next(&self.tasks, &mut self.read))
    }

    fn last_ids(&mut self) -> Result<LastIds, Cause> {
        Ok(LastIds { users: Some(41), tasks: None })
    }
}

impl Target for Memory {
    fn add_users(&mut self, users: &[AdoptedUser]) -> Result<(), Cause> {
        self.added_users.extend_from_slice(users);
        Ok(())
    }

    fn add_tasks(&mut self, tasks: &[AdoptedTask]) -> Result<(), Cause> {
        self.added_tasks.extend_from_slice(tasks);
        Ok(())
    }

    fn finish(&mut self, last: LastIds) -> Result<(), Cause> {
        self.finished = Some(last);
        Ok(())
    }
}

fn user(id: i64) -> LegacyUser {
    LegacyUser {
        id,
        email: Some(format!("user{id}@example.org")),
        username: Some(format!("user{id}")),
        name: None,
        hashed_password: Some("hash".to_owned()),
        is_active: Some(true),
        created_at: LegacyTime::At(at(10)),
        updated_at: LegacyTime::Missing,
    }
}

fn task(id: i64, owner_id: i64) -> LegacyTask {
    LegacyTask {
        id,
        owner_id: Some(owner_id),
        title: Some("Task".to_owned()),
        description: None,
        status: Some("pending".to_owned()),
        created_at: LegacyTime::At(at(20)),
        updated_at: LegacyTime::Missing,
    }
}

fn run(shape: [&str; 2], memory: &mut Memory, mend: bool) -> Result<Report, String> {
    match copy(memory, &legacy(shape), &options(mend), Report::default()) {
        Ok(report) => Ok(report),
        Err(AdoptError::InvalidRows(invalid_rows)) => Err(invalid_rows.to_string()),
        Err(other) => panic!("{other:?}"),
    }
}

/// Returns the fault of a run without `--mend`, and the only change of a run with `--mend`.
fn fault_and_change(
    shape: [&str; 2],
    users: Vec<LegacyUser>,
    tasks: Vec<LegacyTask>,
) -> (String, Change, Memory) {
    let mut memory = Memory { users: users.clone(), tasks: tasks.clone(), ..Memory::default() };
    let fault = run(shape, &mut memory, false).unwrap_err();
    assert!(memory.finished.is_none());
    let mut memory = Memory { users, tasks, ..Memory::default() };
    let report = run(shape, &mut memory, true).unwrap();
    assert_eq!(report.changes.len(), 1, "{report}");
    (fault, report.changes[0].clone(), memory)
}

fn repaired_user(user: LegacyUser) -> (String, Change, AdoptedUser) {
    let (fault, change, memory) = fault_and_change(V1, vec![user], vec![]);
    (fault, change, memory.added_users[0].clone())
}

fn repaired_task(shape: [&str; 2], task: LegacyTask) -> (String, Change, AdoptedTask) {
    let (fault, change, memory) = fault_and_change(shape, vec![user(1)], vec![task]);
    (fault, change, memory.added_tasks[0].clone())
}

#[test]
fn valid_rows_are_stored_unchanged() {
    let mut memory = Memory {
        users: vec![user(1), user(2), user(3)],
        tasks: vec![task(5, 1), task(4, 2), task(9, 1)],
        ..Memory::default()
    };
    let report = run(V1, &mut memory, false).unwrap();
    assert_eq!((report.users, report.tasks, report.changes.len(), report.silent_repairs.len()), (3, 3, 0, 0));
    assert_eq!(report.max_tasks_of_a_user, 2);
    let numbers: Vec<_> = memory.added_tasks.iter().map(|task| (task.id.get(), task.change_seq)).collect();
    assert_eq!(numbers, [(5, 1), (4, 1), (9, 2)]);
    assert_eq!(memory.finished, Some(LastIds { users: Some(41), tasks: None }));
}

#[test]
fn invalid_time_is_replaced_by_the_other_time() {
    let odd = LegacyTime::Invalid("infinity".to_owned());
    let (fault, change, adopted) =
        repaired_user(LegacyUser { created_at: odd.clone(), updated_at: LegacyTime::At(at(30)), ..user(1) });
    assert!(fault.contains("users: created_at must be a time in the years 1 to 9999: 1\n"), "{fault}");
    assert_eq!((change.before.as_str(), adopted.created_at), ("infinity", at(30)));
    let (_, change, adopted) = repaired_task(V1, LegacyTask { updated_at: odd.clone(), ..task(1, 1) });
    assert_eq!((change.column, adopted.updated_at, adopted.version.get()), ("updated_at", at(20), 1));
    let (_, _, adopted) = repaired_task(V1, LegacyTask { created_at: odd, ..task(1, 1) });
    assert_eq!(adopted.created_at, at(0), "the time must be replaced by the time of the run");
}

#[test]
fn unknown_status_and_flag_become_pending() {
    for (shape, status, reason) in [
        (V1, Some("archived"), "status must be one of: "),
        (V1, None, "status must be one of: "),
        (TODO, None, "completed must be true or false"),
    ] {
        let status = status.map(str::to_owned);
        let (fault, change, adopted) = repaired_task(shape, LegacyTask { status, ..task(1, 1) });
        assert!(fault.contains(reason), "{fault}");
        assert_eq!((change.after.as_str(), adopted.status.as_str()), ("pending", "pending"));
    }
}

#[test]
fn long_texts_are_shortened() {
    let name = Some(format!(" {}", "n".repeat(101)));
    let (fault, _, adopted) = repaired_user(LegacyUser { name, ..user(1) });
    assert!(fault.contains("users: name must be at most 100 characters long: 1\n"), "{fault}");
    assert_eq!(adopted.name.unwrap().as_str(), "n".repeat(99) + "…");
    let (_, _, adopted) = repaired_user(LegacyUser { username: Some("u".repeat(51)), ..user(1) });
    assert_eq!(adopted.username.as_str(), "u".repeat(50));
    // The source read only the beginning of the text. After normalization, this part may be short enough, although the
    // text is too long.
    let description = Some(" \r\n".repeat(7_000));
    let (fault, ..) = repaired_task(V1, LegacyTask { description, ..task(1, 1) });
    assert!(fault.contains("description must be at most 10000 characters long"), "{fault}");
    let mut title = " ".repeat(20_000);
    title.push('t');
    let (fault, ..) = repaired_task(V1, LegacyTask { title: Some(title), ..task(1, 1) });
    assert!(fault.contains("title must be at most 255 characters long"), "{fault}");
}

#[test]
fn invalid_address_is_not_guessed() {
    for (raw, after) in [
        ("a\u{7}da@example.org", "ada@example.org"),
        ("ada, bob@example.org", "user-1@adopted.invalid"),
        ("ada@localhost", "user-1@adopted.invalid"),
        ("", "user-1@adopted.invalid"),
    ] {
        let (_, change, adopted) = repaired_user(LegacyUser { email: Some(raw.to_owned()), ..user(1) });
        assert_eq!((adopted.email.as_str(), change.after.as_str()), (after, after), "{raw:?}");
    }
    let taken = LegacyUser { email: Some("user-1@adopted.invalid".to_owned()), ..user(2) };
    let without_email = LegacyUser { email: None, ..user(1) };
    let (_, change, _) = fault_and_change(V1, vec![without_email, taken], vec![]);
    assert_eq!(change.after, "user-1-2@adopted.invalid");
}

#[test]
fn repaired_name_never_equals_the_name_of_a_later_user() {
    let short = LegacyUser { username: Some("ab".to_owned()), ..user(1) };
    let holder = LegacyUser { username: Some("AB2".to_owned()), ..user(2) };
    let (_, change, memory) = fault_and_change(V1, vec![short, holder], vec![]);
    assert_eq!(change.after, "ab3");
    assert_eq!(memory.added_users[1].username.as_str(), "AB2");
}

#[test]
fn users_without_a_bcrypt_hash_cannot_log_in() {
    for (hash, kind) in [
        (Some("$argon2id$v=19$m=65536$c2FsdA$aGFzaA"), "an Argon2 hash"),
        (Some("pbkdf2_sha256$260000$salt$hash"), "a PBKDF2 hash"),
        (Some("$bcrypt-sha256$v=2,t=2b,r=12$salt$hash"), "a bcrypt-SHA256 hash"),
        (Some("$2b$31$short"), "a bcrypt hash of another cost or form"),
        (Some("secret"), "of an unknown kind"),
        (None, "missing"),
    ] {
        let (fault, change, adopted) =
            repaired_user(LegacyUser { hashed_password: hash.map(str::to_owned), ..user(1) });
        assert!(fault.contains(&format!("and is {kind}: 1\n")), "{fault}");
        assert_eq!((change.before.as_str(), adopted.password_hash.expose()), (kind, "unusable"));
        assert!(hash.is_none_or(|hash| !format!("{fault}{change}").contains(hash)));
    }
}

#[test]
fn ids_and_owners_are_never_repaired() {
    for (id, owner_id) in [(0, Some(1)), (-3, Some(1)), (1 << 53, Some(1)), (4, None)] {
        for mend in [false, true] {
            let mut memory = Memory {
                users: vec![user(1)],
                tasks: vec![LegacyTask { owner_id, ..task(id, 1) }],
                ..Memory::default()
            };
            let fault = run(V1, &mut memory, mend).unwrap_err();
            assert!(fault.contains(&format!(": {id}\n")) && !fault.contains("--mend"), "{fault}");
            assert!(memory.finished.is_none());
        }
    }
}

/// The todo server sets both times at creation, microseconds apart.
#[test]
fn task_of_the_todo_server_was_edited_if_its_times_differ_by_a_second() {
    for (shape, later, version) in [
        (TODO, TimeDelta::microseconds(40), 1),
        (TODO, TimeDelta::seconds(2), 2),
        (V1, TimeDelta::microseconds(40), 2),
    ] {
        let updated_at = LegacyTime::At(at(20) + later);
        let mut memory = Memory {
            users: vec![user(1)],
            tasks: vec![LegacyTask { updated_at, ..task(1, 1) }],
            ..Memory::default()
        };
        run(shape, &mut memory, false).unwrap();
        assert_eq!(memory.added_tasks[0].version.get(), version, "{later}");
        assert_eq!(memory.added_tasks[0].updated_at, at(20) + later);
    }
}

#[test]
fn harmless_changes_need_no_mend_option_and_are_counted() {
    let users = vec![LegacyUser {
        email: Some(" ada@example.org ".to_owned()),
        name: Some("Ada\r\nLovelace".to_owned()),
        is_active: None,
        created_at: LegacyTime::Missing,
        ..user(1)
    }];
    let tasks = vec![LegacyTask {
        title: Some("Buy\tmilk ".to_owned()),
        description: Some("a\r\nb".to_owned()),
        ..task(1, 1)
    }];
    let mut memory = Memory { users, tasks, ..Memory::default() };
    let report = run(TODO, &mut memory, false).unwrap();
    assert_eq!(report.silent_repairs.values().copied().collect::<Vec<_>>(), [1; 7], "{report}");
    let adopted = &memory.added_users[0];
    assert_eq!((adopted.username.as_str(), adopted.name.as_ref().unwrap().as_str()), ("ada", "Ada Lovelace"));
    assert!(!adopted.is_active);
    assert_eq!(memory.added_tasks[0].title.as_str(), "Buy milk");
}
