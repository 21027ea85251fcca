//! The statements that read the older tables. They support several types for each column.

use tasklane_adopt::{AdoptError, InvalidRows, Legacy, LegacyTable, MAX_READ};
use tasklane_core::clock::Timestamp;

const INTEGERS: [&str; 3] = ["smallint", "integer", "bigint"];
const FLAGS: [&str; 4] = ["boolean", "smallint", "integer", "bigint"];
const ZONED: &str = "timestamp with time zone";
const TIMES: [&str; 2] = [ZONED, "timestamp without time zone"];

/// Checks the types of the columns. Text columns may have any type that casts to text.
pub(super) fn expect_known_types(legacy: &Legacy) -> Result<(), AdoptError> {
    let mut invalid_rows = InvalidRows::default();
    let status_types = if legacy.has_status() { &[][..] } else { &FLAGS[..] };
    for (table, name, types) in [
        (LegacyTable::Users, "id", &INTEGERS[..]),
        (LegacyTable::Users, "is_active", &FLAGS),
        (LegacyTable::Users, "created_at", &TIMES),
        (LegacyTable::Users, "updated_at", &TIMES),
        (LegacyTable::Tasks, "id", &INTEGERS),
        (LegacyTable::Tasks, legacy.owner(), &INTEGERS),
        (LegacyTable::Tasks, legacy.status(), status_types),
        (LegacyTable::Tasks, "created_at", &TIMES),
        (LegacyTable::Tasks, "updated_at", &TIMES),
    ] {
        match legacy.type_of(table, name) {
            Some(other) if !types.is_empty() && !types.contains(&other) => {
                let what = format!("a column has type {other}, but must have type {}", types.join(" or "));
                invalid_rows.add(legacy.table(table), what, name);
            }
            _ => {}
        }
    }
    if invalid_rows.is_empty() { Ok(()) } else { Err(AdoptError::InvalidRows(invalid_rows)) }
}

pub(super) struct LegacyQueries {
    pub(super) users: String,
    pub(super) tasks: String,
    /// Selects the last values of the two id sequences.
    pub(super) last_ids: String,
}

impl LegacyQueries {
    /// `users` and `tasks` are the current names of the older tables. An adoption in the same database has renamed these tables.
    pub(super) fn new(legacy: &Legacy, [users, tasks]: &[String; 2], now: Timestamp) -> Self {
        let last = |table: &str| {
            format!("pg_sequence_last_value(pg_get_serial_sequence('\"{table}\"', 'id')::regclass)")
        };
        Self {
            users: select_users(legacy, users),
            tasks: select_tasks(legacy, users, tasks, now),
            last_ids: format!("SELECT {} AS users, {} AS tasks", last(users), last(tasks)),
        }
    }
}

/// Selects the users, sorted by id.
fn select_users(legacy: &Legacy, table: &str) -> String {
    let text = |name: Option<&str>| text_expression(legacy, LegacyTable::Users, name);
    let is_active =
        boolean_expression(legacy, LegacyTable::Users, "is_active").unwrap_or_else(|| "true".to_owned());
    format!(
        "SELECT t.id::bigint AS id, {} AS email, {} AS username, {} AS name, {} AS hashed_password, {is_active} AS is_active, \
         {} FROM \"{table}\" t ORDER BY t.id",
        text(Some("email")),
        text(legacy.username()),
        text(legacy.name()),
        text(Some(legacy.password())),
        time_expressions(legacy, LegacyTable::Users),
    )
}

/// Selects the tasks, sorted by owner and then by creation time.
fn select_tasks(legacy: &Legacy, users: &str, table: &str, now: Timestamp) -> String {
    let text = |name: &str| text_expression(legacy, LegacyTable::Tasks, Some(name));
    let (owner, status) = (legacy.owner(), legacy.status());
    let status = if legacy.has_status() {
        format!("lower(left(t.{status}::text, 100))")
    } else {
        let is_completed = boolean_expression(legacy, LegacyTable::Tasks, status).unwrap_or_default();
        format!("CASE WHEN {is_completed} THEN 'completed' WHEN NOT {is_completed} THEN 'pending' END")
    };
    let times = time_expressions(legacy, LegacyTable::Tasks);
    format!(
        "SELECT t.id::bigint AS id, u.id::bigint AS owner_id, {} AS title, {} AS description, {status} AS status, {times} \
         FROM \"{table}\" t LEFT JOIN \"{users}\" u ON u.id = t.{owner} \
         ORDER BY t.{owner}, coalesce({}, {}, '{}'), t.id",
        text("title"),
        text("description"),
        valid_time_expression(legacy, LegacyTable::Tasks, "created_at"),
        valid_time_expression(legacy, LegacyTable::Tasks, "updated_at"),
        now.to_rfc3339(),
    )
}

/// Returns an expression for the value of a column as text, or `NULL` if the column does not exist. The text has at
/// most one character more than the limit, so that the caller can detect that the value is too long.
fn text_expression(legacy: &Legacy, table: LegacyTable, name: Option<&str>) -> String {
    match name.filter(|name| legacy.type_of(table, name).is_some()) {
        Some(name) => format!("left(t.{name}::text, {})", MAX_READ + 1),
        None => "NULL::text".to_owned(),
    }
}

fn boolean_expression(legacy: &Legacy, table: LegacyTable, name: &str) -> Option<String> {
    Some(match legacy.type_of(table, name)? {
        "boolean" => format!("t.{name}"),
        _ => format!("(t.{name} <> 0)"),
    })
}

/// Returns the expressions for both times of a row, each as a timestamp and as text. If the time is outside the years 1
/// to 9999, the timestamp is NULL. Otherwise the text is NULL.
fn time_expressions(legacy: &Legacy, table: LegacyTable) -> String {
    let both = ["created_at", "updated_at"].map(|name| {
        let valid = valid_time_expression(legacy, table, name);
        match legacy.type_of(table, name) {
            None => format!("NULL::timestamptz AS {name}, NULL::text AS invalid_{name}"),
            Some(_) => {
                format!(
                    "{valid} AS {name}, CASE WHEN {valid} IS NULL THEN t.{name}::text END AS invalid_{name}"
                )
            }
        }
    });
    both.join(", ")
}

/// Returns an expression for a time in the years 1 to 9999. It is NULL for every other time.
fn valid_time_expression(legacy: &Legacy, table: LegacyTable, name: &str) -> String {
    let time = match legacy.type_of(table, name) {
        None => return "NULL::timestamptz".to_owned(),
        Some(ZONED) => format!("t.{name}"),
        Some(_) => format!("(t.{name} AT TIME ZONE 'UTC')"),
    };
    format!(
        "CASE WHEN {time} BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00' THEN {time} END"
    )
}
