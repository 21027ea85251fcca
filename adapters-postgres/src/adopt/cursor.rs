//! Reads the rows of the older tables in batches.

use diesel::connection::SimpleConnection;
use diesel::deserialize::FromSqlRow;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Untyped};
use tasklane_adopt::{LastIds, LegacyTask, LegacyTime, LegacyUser};
use tasklane_core::clock::Timestamp;

use super::select::LegacyQueries;
use crate::connection::blocking::Connection;

/// A batch of rows with values of the maximum length takes about 80 MB.
const NEXT: &str = "FETCH 1000 FROM older";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct UserRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    username: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    hashed_password: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    is_active: Option<bool>,
    #[diesel(embed)]
    times: TimeColumns,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct TaskRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    owner_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    title: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    description: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    status: Option<String>,
    #[diesel(embed)]
    times: TimeColumns,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(clippy::struct_field_names, reason = "the fields have the names of the columns")]
struct TimeColumns {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<Timestamp>,
    #[diesel(sql_type = Nullable<Text>)]
    invalid_created_at: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    updated_at: Option<Timestamp>,
    #[diesel(sql_type = Nullable<Text>)]
    invalid_updated_at: Option<String>,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct LastIdsRow {
    #[diesel(sql_type = Nullable<BigInt>)]
    users: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    tasks: Option<i64>,
}

/// The position in the older tables. At most one database cursor is open at a time, named `older`.
pub(super) struct Cursor {
    queries: LegacyQueries,
    is_open: bool,
}

impl Cursor {
    pub(super) fn new(queries: LegacyQueries) -> Self {
        Self { queries, is_open: false }
    }

    pub(super) fn next_users(&mut self, connection: &mut Connection) -> QueryResult<Vec<LegacyUser>> {
        let query = self.queries.users.clone();
        let rows: Vec<UserRow> = self.next(connection, &query)?;
        let user = |row: UserRow| {
            let [created_at, updated_at] = row.times.read();
            let UserRow { id, email, username, name, hashed_password, is_active, .. } = row;
            LegacyUser { id, email, username, name, hashed_password, is_active, created_at, updated_at }
        };
        Ok(rows.into_iter().map(user).collect())
    }

    pub(super) fn next_tasks(&mut self, connection: &mut Connection) -> QueryResult<Vec<LegacyTask>> {
        let query = self.queries.tasks.clone();
        let rows: Vec<TaskRow> = self.next(connection, &query)?;
        let task = |row: TaskRow| {
            let [created_at, updated_at] = row.times.read();
            let TaskRow { id, owner_id, title, description, status, .. } = row;
            LegacyTask { id, owner_id, title, description, status, created_at, updated_at }
        };
        Ok(rows.into_iter().map(task).collect())
    }

    pub(super) fn last_ids(&self, connection: &mut Connection) -> QueryResult<LastIds> {
        let LastIdsRow { users, tasks } = diesel::sql_query(&self.queries.last_ids).get_result(connection)?;
        Ok(LastIds { users, tasks })
    }

    /// Returns the next batch, which is empty after the last row. The call after an empty batch starts from the beginning.
    fn next<T>(&mut self, connection: &mut Connection, query: &str) -> QueryResult<Vec<T>>
    where
        T: FromSqlRow<Untyped, Pg> + 'static,
    {
        if !self.is_open {
            connection.batch_execute(&format!("DECLARE older NO SCROLL CURSOR FOR {query}"))?;
            self.is_open = true;
        }
        let batch: Vec<T> = diesel::sql_query(NEXT).load(connection)?;
        if batch.is_empty() {
            connection.batch_execute("CLOSE older")?;
            self.is_open = false;
        }
        Ok(batch)
    }
}

impl TimeColumns {
    fn read(&self) -> [LegacyTime; 2] {
        let time = |time: Option<Timestamp>, invalid: &Option<String>| match invalid {
            Some(text) => LegacyTime::Invalid(text.clone()),
            None => LegacyTime::from(time),
        };
        [time(self.created_at, &self.invalid_created_at), time(self.updated_at, &self.invalid_updated_at)]
    }
}
