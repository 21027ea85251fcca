//! Reads the rows of the older tables in batches.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use tasklane_adopt::{LastIds, LegacyTask, LegacyTime, LegacyUser};

use super::select::{CREATE_ORDER, DROP_ORDER, LegacyQueries};

const HAS_SEQUENCES: &str = "SELECT count(*) AS last FROM sqlite_master WHERE name = 'sqlite_sequence'";
const LAST_ID: &str = "SELECT max(seq) AS last FROM sqlite_sequence WHERE name = ?";

#[derive(QueryableByName)]
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
    #[diesel(sql_type = Nullable<Text>)]
    created_at: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_at: Option<String>,
}

#[derive(QueryableByName)]
struct TaskRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
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
    #[diesel(sql_type = Nullable<Text>)]
    created_at: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_at: Option<String>,
}

#[derive(QueryableByName)]
struct LastId {
    #[diesel(sql_type = Nullable<BigInt>)]
    last: Option<i64>,
}

/// The position in the older tables.
pub(super) struct Cursor {
    queries: LegacyQueries,
    last_user: i64,
    /// The position of the last task that was read. `None` before the order of the tasks is determined.
    last_position: Option<i64>,
}

impl Cursor {
    pub(super) fn new(queries: LegacyQueries) -> Self {
        Self { queries, last_user: i64::MIN, last_position: None }
    }

    pub(super) fn next_users(&mut self, connection: &mut SqliteConnection) -> QueryResult<Vec<LegacyUser>> {
        let query = diesel::sql_query(&self.queries.users).bind::<BigInt, _>(self.last_user);
        let rows: Vec<UserRow> = query.load(connection)?;
        self.last_user = rows.last().map_or(i64::MIN, |row| row.id);
        let user = |row: UserRow| LegacyUser {
            id: row.id,
            email: row.email,
            username: row.username,
            name: row.name,
            hashed_password: row.hashed_password,
            is_active: row.is_active,
            created_at: LegacyTime::parse(row.created_at.as_deref()),
            updated_at: LegacyTime::parse(row.updated_at.as_deref()),
        };
        Ok(rows.into_iter().map(user).collect())
    }

    pub(super) fn next_tasks(&mut self, connection: &mut SqliteConnection) -> QueryResult<Vec<LegacyTask>> {
        if self.last_position.is_none() {
            connection
                .batch_execute(&format!("{DROP_ORDER}; {CREATE_ORDER}; {}", self.queries.fill_order))?;
        }
        let position = self.last_position.unwrap_or(0);
        let query = diesel::sql_query(&self.queries.tasks).bind::<BigInt, _>(position);
        let rows: Vec<TaskRow> = query.load(connection)?;
        self.last_position = rows.last().map(|row| row.position);
        if rows.is_empty() {
            connection.batch_execute(DROP_ORDER)?;
        }
        let task = |row: TaskRow| LegacyTask {
            id: row.id,
            owner_id: row.owner_id,
            title: row.title,
            description: row.description,
            status: row.status,
            created_at: LegacyTime::parse(row.created_at.as_deref()),
            updated_at: LegacyTime::parse(row.updated_at.as_deref()),
        };
        Ok(rows.into_iter().map(task).collect())
    }

    /// Returns the last ids. SQLite stores the last id only for tables with AUTOINCREMENT.
    pub(super) fn last_ids(&self, connection: &mut SqliteConnection) -> QueryResult<LastIds> {
        let has_sequences: LastId = diesel::sql_query(HAS_SEQUENCES).get_result(connection)?;
        if has_sequences.last == Some(0) {
            return Ok(LastIds::default());
        }
        let [users, tasks] = &self.queries.names;
        let mut last = |table: &str| -> QueryResult<Option<i64>> {
            let last: LastId = diesel::sql_query(LAST_ID).bind::<Text, _>(table).get_result(connection)?;
            Ok(last.last)
        };
        Ok(LastIds { users: last(users)?, tasks: last(tasks)? })
    }
}
