//! Inserts the adopted rows.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use tasklane_adopt::{AdoptedTask, AdoptedUser, LastIds, LegacyTask, LegacyUser, Source, Target};
use tasklane_core::store_error::Cause;
use tasklane_core::task::search_text;
use tasklane_core::user::Name;

use super::cursor::Cursor;
use super::indexes::{self, DroppedIndexes};
use crate::connection::blocking::Connection;

const INSERT_USERS: &str =
    "INSERT INTO users (id, email, email_canonical, username, username_canonical, name,
    hashed_password, is_active, created_at, updated_at)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const INSERT_TASKS: &str =
    "INSERT INTO tasks (owner_id, id, title, description, status, completed_at, version, change_seq,
    created_at, updated_at, search_text, priority, tags)
SELECT *, 'none', '{}'::text[] FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const COUNT: &str = "INSERT INTO task_counters (owner_id, seq, live_tasks)
SELECT owner_id, count(*), count(*) FROM tasks GROUP BY owner_id";
/// The target may contain reserved names of deleted users. The adopted users take these names.
const RECORD_NAMES: &str = "INSERT INTO login_names (kind, canonical, user_id)
SELECT 'email', email_canonical, id FROM users
UNION ALL
SELECT 'username', username_canonical, id FROM users
ON CONFLICT (canonical, kind) DO UPDATE SET user_id = excluded.user_id, released_until = NULL";
/// Raises the sequence to the largest id, and never lowers it.
const RAISE_USER_IDS: &str = "SELECT setval(sequence, last)::text FROM (
    SELECT pg_get_serial_sequence('users', 'id')::regclass AS sequence, greatest($1, (SELECT max(id) FROM users),
        pg_sequence_last_value(pg_get_serial_sequence('users', 'id')::regclass)) AS last) AS ids WHERE last > 0";
const RAISE_TASK_IDS: &str = "SELECT setval(sequence, last)::text FROM (
    SELECT pg_get_serial_sequence('tasks', 'id')::regclass AS sequence, greatest($1, (SELECT max(id) FROM tasks),
        pg_sequence_last_value(pg_get_serial_sequence('tasks', 'id')::regclass)) AS last) AS ids WHERE last > 0";
const ANALYZE: &str = "ANALYZE users; ANALYZE login_names; ANALYZE tasks; ANALYZE task_counters";

/// Inserts the rows on a connection with an open transaction. The indexes of `tasks`, except unique indexes, are
/// dropped until `finish` recreates them.
pub(super) struct PostgresTarget<'a> {
    connection: &'a mut Connection,
    dropped: Option<DroppedIndexes>,
}

impl<'a> PostgresTarget<'a> {
    pub(super) fn new(connection: &'a mut Connection, dropped: DroppedIndexes) -> Self {
        Self { connection, dropped: Some(dropped) }
    }
}

impl Target for PostgresTarget<'_> {
    fn add_users(&mut self, users: &[AdoptedUser]) -> Result<(), Cause> {
        Ok(insert_users(self.connection, users)?)
    }

    fn add_tasks(&mut self, tasks: &[AdoptedTask]) -> Result<(), Cause> {
        Ok(insert_tasks(self.connection, tasks)?)
    }

    fn finish(&mut self, last: LastIds) -> Result<(), Cause> {
        if let Some(dropped) = self.dropped.take() {
            indexes::recreate_indexes(self.connection, dropped)?;
        }
        diesel::sql_query(COUNT).execute(self.connection)?;
        diesel::sql_query(RECORD_NAMES).execute(self.connection)?;
        diesel::sql_query(RAISE_USER_IDS).bind::<Nullable<BigInt>, _>(last.users).execute(self.connection)?;
        diesel::sql_query(RAISE_TASK_IDS).bind::<Nullable<BigInt>, _>(last.tasks).execute(self.connection)?;
        Ok(self.connection.batch_execute(ANALYZE)?)
    }
}

/// Source and target on one connection: the older tables are in the same database as the new tables.
pub(super) struct InPlace<'a> {
    target: PostgresTarget<'a>,
    cursor: Cursor,
}

impl<'a> InPlace<'a> {
    pub(super) fn new(connection: &'a mut Connection, cursor: Cursor, dropped: DroppedIndexes) -> Self {
        Self { target: PostgresTarget::new(connection, dropped), cursor }
    }
}

impl Source for InPlace<'_> {
    fn next_users(&mut self) -> Result<Vec<LegacyUser>, Cause> {
        Ok(self.cursor.next_users(self.target.connection)?)
    }

    fn next_tasks(&mut self) -> Result<Vec<LegacyTask>, Cause> {
        Ok(self.cursor.next_tasks(self.target.connection)?)
    }

    fn last_ids(&mut self) -> Result<LastIds, Cause> {
        Ok(self.cursor.last_ids(self.target.connection)?)
    }
}

impl Target for InPlace<'_> {
    fn add_users(&mut self, users: &[AdoptedUser]) -> Result<(), Cause> {
        self.target.add_users(users)
    }

    fn add_tasks(&mut self, tasks: &[AdoptedTask]) -> Result<(), Cause> {
        self.target.add_tasks(tasks)
    }

    fn finish(&mut self, last: LastIds) -> Result<(), Cause> {
        self.target.finish(last)
    }
}

/// Returns one column of `rows` as a list, because one statement inserts all `rows`.
fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn insert_users(connection: &mut Connection, users: &[AdoptedUser]) -> QueryResult<()> {
    diesel::sql_query(INSERT_USERS)
        .bind::<Array<BigInt>, _>(column(users, |user| user.id.get()))
        .bind::<Array<Text>, _>(column(users, |user| user.email.as_str()))
        .bind::<Array<Text>, _>(column(users, |user| user.email.canonical()))
        .bind::<Array<Text>, _>(column(users, |user| user.username.as_str()))
        .bind::<Array<Text>, _>(column(users, |user| user.username.canonical()))
        .bind::<Array<Nullable<Text>>, _>(column(users, |user| user.name.as_ref().map(Name::as_str)))
        .bind::<Array<Text>, _>(column(users, |user| user.password_hash.expose()))
        .bind::<Array<Bool>, _>(column(users, |user| user.is_active))
        .bind::<Array<Timestamptz>, _>(column(users, |user| user.created_at))
        .bind::<Array<Timestamptz>, _>(column(users, |user| user.updated_at))
        .execute(connection)
        .map(drop)
}

fn insert_tasks(connection: &mut Connection, tasks: &[AdoptedTask]) -> QueryResult<()> {
    let description = |task: &'_ AdoptedTask| task.description.as_ref().map(|text| text.as_str().to_owned());
    diesel::sql_query(INSERT_TASKS)
        .bind::<Array<BigInt>, _>(column(tasks, |task| task.owner_id.get()))
        .bind::<Array<BigInt>, _>(column(tasks, |task| task.id.get()))
        .bind::<Array<Text>, _>(column(tasks, |task| task.title.as_str()))
        .bind::<Array<Nullable<Text>>, _>(column(tasks, description))
        .bind::<Array<Text>, _>(column(tasks, |task| task.status.as_str()))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(tasks, |task| task.completed_at))
        .bind::<Array<BigInt>, _>(column(tasks, |task| task.version.get()))
        .bind::<Array<BigInt>, _>(column(tasks, |task| task.change_seq))
        .bind::<Array<Timestamptz>, _>(column(tasks, |task| task.created_at))
        .bind::<Array<Timestamptz>, _>(column(tasks, |task| task.updated_at))
        .bind::<Array<Text>, _>(column(tasks, |task| search_text(&task.title, task.description.as_ref())))
        .execute(connection)
        .map(drop)
}
