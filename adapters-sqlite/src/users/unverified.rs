//! Deletes accounts whose e-mail addresses were not verified in time.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::user::LoginName;

use crate::connection::cached_sql::cached;
use crate::schema::{login_names, sessions, task_counters, users};
use crate::values::micros;

/// Deletes at most `limit` accounts that have no session and have never created a task, and returns their number. The foreign
/// keys delete the links and mails.
pub(super) fn purge(connection: &mut SqliteConnection, now: Timestamp, limit: u32) -> QueryResult<usize> {
    let has_session = exists(sessions::table.filter(sessions::user_id.eq(users::id)));
    let has_counter = exists(task_counters::table.filter(task_counters::owner_id.eq(users::id)));
    let due: Vec<(i64, String, String)> = users::table
        .filter(users::verification_due_at.le(micros(now)))
        .filter(not(has_session))
        .filter(not(has_counter))
        .order((users::verification_due_at, users::id))
        .limit(limit.into())
        .select((users::id, users::email_canonical, users::username_canonical))
        .load(connection)?;
    let purged = due.len();
    for (id, email, username) in due {
        cached(diesel::delete(users::table.find(id)).returning(users::id)).get_result::<i64>(connection)?;
        for name in [LoginName::Email(email), LoginName::Username(username)] {
            let record = login_names::table.find((name.canonical(), name.kind()));
            let free = diesel::delete(record.filter(login_names::user_id.eq(id)));
            cached(free.returning(login_names::user_id)).load::<i64>(connection)?;
        }
    }
    Ok(purged)
}
