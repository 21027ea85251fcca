//! Inserts the adopted rows.

use diesel::prelude::*;
use tasklane_adopt::{AdoptedTask, AdoptedUser, LastIds, LegacyTask, LegacyUser, Source, Target};
use tasklane_core::store_error::Cause;
use tasklane_core::task::{Description, search_text};
use tasklane_core::user::Name;

use super::cursor::Cursor;
use crate::schema::users;
use crate::sequences;
use crate::tasks::columns::tasks;
use crate::values::micros;

const COUNT: &str = "INSERT INTO task_counters (owner_id, seq, live_tasks)
SELECT owner_id, count(*), count(*) FROM tasks GROUP BY owner_id";
/// The target may contain reserved names of deleted users. The adopted users take these names.
const RECORD_NAMES: &str = "INSERT INTO login_names (kind, canonical, user_id)
SELECT 'email', email_canonical, id FROM users
UNION ALL
SELECT 'username', username_canonical, id FROM users WHERE true
ON CONFLICT (canonical, kind) DO UPDATE SET user_id = excluded.user_id, released_until = NULL";

#[derive(Insertable)]
#[diesel(table_name = users)]
struct NewUser<'a> {
    id: i64,
    email: &'a str,
    email_canonical: String,
    username: &'a str,
    username_canonical: String,
    name: Option<&'a str>,
    hashed_password: &'a str,
    is_active: bool,
    created_at: i64,
    updated_at: i64,
}

#[derive(Insertable)]
#[diesel(table_name = tasks)]
struct NewTask<'a> {
    owner_id: i64,
    id: i64,
    title: &'a str,
    description: Option<&'a str>,
    status: &'static str,
    completed_at: Option<i64>,
    priority: &'static str,
    tags: &'static str,
    version: i64,
    change_seq: i64,
    created_at: i64,
    updated_at: i64,
    search_text: String,
}

impl<'a> From<&'a AdoptedUser> for NewUser<'a> {
    fn from(user: &'a AdoptedUser) -> Self {
        Self {
            id: user.id.get(),
            email: user.email.as_str(),
            email_canonical: user.email.canonical(),
            username: user.username.as_str(),
            username_canonical: user.username.canonical(),
            name: user.name.as_ref().map(Name::as_str),
            hashed_password: user.password_hash.expose(),
            is_active: user.is_active,
            created_at: micros(user.created_at),
            updated_at: micros(user.updated_at),
        }
    }
}

impl<'a> From<&'a AdoptedTask> for NewTask<'a> {
    fn from(task: &'a AdoptedTask) -> Self {
        Self {
            owner_id: task.owner_id.get(),
            id: task.id.get(),
            title: task.title.as_str(),
            description: task.description.as_ref().map(Description::as_str),
            status: task.status.as_str(),
            completed_at: task.completed_at.map(micros),
            priority: "none",
            tags: "[]",
            version: task.version.get(),
            change_seq: task.change_seq,
            created_at: micros(task.created_at),
            updated_at: micros(task.updated_at),
            search_text: search_text(&task.title, task.description.as_ref()),
        }
    }
}

/// Inserts the rows on a connection with an open transaction.
pub(super) struct SqliteTarget<'a> {
    connection: &'a mut SqliteConnection,
}

impl<'a> SqliteTarget<'a> {
    pub(super) fn new(connection: &'a mut SqliteConnection) -> Self {
        Self { connection }
    }
}

impl Target for SqliteTarget<'_> {
    fn add_users(&mut self, adopted: &[AdoptedUser]) -> Result<(), Cause> {
        for user in adopted {
            diesel::insert_into(users::table).values(NewUser::from(user)).execute(self.connection)?;
        }
        Ok(())
    }

    fn add_tasks(&mut self, adopted: &[AdoptedTask]) -> Result<(), Cause> {
        for task in adopted {
            diesel::insert_into(tasks::table).values(NewTask::from(task)).execute(self.connection)?;
        }
        Ok(())
    }

    fn finish(&mut self, last: LastIds) -> Result<(), Cause> {
        diesel::sql_query(COUNT).execute(self.connection)?;
        diesel::sql_query(RECORD_NAMES).execute(self.connection)?;
        for (table, last) in [("users", last.users), ("tasks", last.tasks)] {
            if let Some(last) = last {
                sequences::raise(self.connection, table, last)?;
            }
        }
        Ok(())
    }
}

/// Source and target on one connection: the older tables are in the same file as the new tables.
pub(super) struct InPlace<'a> {
    target: SqliteTarget<'a>,
    cursor: Cursor,
}

impl<'a> InPlace<'a> {
    pub(super) fn new(connection: &'a mut SqliteConnection, cursor: Cursor) -> Self {
        Self { target: SqliteTarget::new(connection), cursor }
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
