//! The statements that read the older tables. In SQLite, a column can contain values of any type, so ids are checked, and
//! other values are converted.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tasklane_adopt::{AdoptError, InvalidRows, Legacy, LegacyTable, MAX_READ, count_of};

use super::errors::query_error;

/// Rows per batch. A batch of rows with values of the maximum length takes about 80 MB.
const BATCH: usize = 1000;
/// Maximum number of bytes that are read of a text. If a text is longer, these bytes contain more than `MAX_READ`
/// characters, even if each character takes four bytes. So the caller can still detect that the text is too long.
const MAX_TEXT_BYTES: usize = 4 * (MAX_READ + 1);
const MAX_TIME_BYTES: usize = 100;

#[derive(QueryableByName)]
struct OtherType {
    #[diesel(sql_type = Text)]
    type_name: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Checks that ids are integers in every row.
pub(super) fn expect_known_types(
    connection: &mut SqliteConnection,
    legacy: &Legacy,
) -> Result<(), AdoptError> {
    let mut invalid_rows = InvalidRows::default();
    for (table, name) in
        [(LegacyTable::Users, "id"), (LegacyTable::Tasks, "id"), (LegacyTable::Tasks, legacy.owner())]
    {
        let table = legacy.table(table);
        let query = format!(
            "SELECT typeof({name}) AS type_name, count(*) AS rows FROM \"{table}\"
            WHERE typeof({name}) NOT IN ('integer', 'null') OR '{name}' = 'id' AND {name} IS NULL GROUP BY 1"
        );
        let others: Vec<OtherType> = diesel::sql_query(query).load(connection).map_err(query_error)?;
        for OtherType { type_name, rows } in others {
            let what = format!("values of a column have type {type_name}, but must be integers");
            invalid_rows.add(table, what, format!("{name} in {}", count_of(rows, "row")));
        }
    }
    if invalid_rows.is_empty() { Ok(()) } else { Err(AdoptError::InvalidRows(invalid_rows)) }
}

pub(super) struct LegacyQueries {
    /// Selects the next batch of users. Parameter: the id of the last user that was read.
    pub(super) users: String,
    /// Inserts the rowids of the tasks into `adoption_order`, in order of creation.
    pub(super) fill_order: String,
    /// Selects the next batch of tasks. Parameter: the position in `adoption_order` of the last task that was read.
    pub(super) tasks: String,
    /// The names of the older tables.
    pub(super) names: [String; 2],
}

pub(super) const DROP_ORDER: &str = "DROP TABLE IF EXISTS temp.adoption_order";
pub(super) const CREATE_ORDER: &str =
    "CREATE TEMP TABLE adoption_order (position INTEGER PRIMARY KEY, task_rowid INTEGER NOT NULL)";

impl LegacyQueries {
    /// `names` are the current names of the older tables. An adoption in the same file has renamed these tables.
    pub(super) fn new(legacy: &Legacy, names: &[String; 2]) -> Self {
        let [users, tasks] = names;
        let created_at = match legacy.type_of(LegacyTable::Tasks, "created_at") {
            Some(_) => "created_at",
            None => "NULL",
        };
        Self {
            users: select_users(legacy, users),
            fill_order: format!(
                "INSERT INTO temp.adoption_order (task_rowid) SELECT rowid FROM \"{tasks}\" ORDER BY {created_at}, id"
            ),
            tasks: select_tasks(legacy, users, tasks),
            names: names.clone(),
        }
    }
}

fn select_users(legacy: &Legacy, table: &str) -> String {
    let text = |name: Option<&str>| text_expression(legacy, LegacyTable::Users, name);
    let is_active = match legacy.type_of(LegacyTable::Users, "is_active") {
        Some(_) => boolean_expression("t.is_active"),
        None => "1".to_owned(),
    };
    format!(
        "SELECT t.id AS id, {} AS email, {} AS username, {} AS name, {} AS hashed_password, {is_active} AS is_active, {} \
         FROM \"{table}\" t WHERE t.id > ? ORDER BY t.id LIMIT {BATCH}",
        text(Some("email")),
        text(legacy.username()),
        text(legacy.name()),
        text(Some(legacy.password())),
        time_expressions(legacy, LegacyTable::Users),
    )
}

fn select_tasks(legacy: &Legacy, users: &str, table: &str) -> String {
    let text = |name: &str| text_expression(legacy, LegacyTable::Tasks, Some(name));
    let (owner, status) = (legacy.owner(), legacy.status());
    let status = if legacy.has_status() {
        format!("lower({})", text(status))
    } else {
        let is_completed = boolean_expression(&format!("t.{status}"));
        format!("CASE {is_completed} WHEN 1 THEN 'completed' WHEN 0 THEN 'pending' END")
    };
    format!(
        "SELECT o.position AS position, t.id AS id, u.id AS owner_id, {} AS title, {} AS description, \
         {status} AS status, {} FROM temp.adoption_order o \
         JOIN \"{table}\" t ON t.rowid = o.task_rowid LEFT JOIN \"{users}\" u ON u.id = t.{owner} \
         WHERE o.position > ? ORDER BY o.position LIMIT {BATCH}",
        text("title"),
        text("description"),
        time_expressions(legacy, LegacyTable::Tasks),
    )
}

/// Returns an expression for the value of a column as text, or `NULL` if the column does not exist.
fn text_expression(legacy: &Legacy, table: LegacyTable, name: Option<&str>) -> String {
    match name.filter(|name| legacy.type_of(table, name).is_some()) {
        Some(name) => beginning(name, MAX_TEXT_BYTES),
        None => "NULL".to_owned(),
    }
}

/// Returns an expression for at most the first `max_bytes` bytes of a value, as text. `substr` is applied to a blob,
/// because it discards the rest of a text after a NUL. A last character that does not fit is removed as a whole: in UTF-8,
/// the second and further bytes of a character are 80 to BF.
fn beginning(name: &str, max_bytes: usize) -> String {
    let blob = format!("CAST(t.{name} AS BLOB)");
    let begins_a_character =
        |position: usize| format!("hex(substr({blob}, {position}, 1)) NOT BETWEEN '80' AND 'BF'");
    format!(
        "CAST(substr({blob}, 1, CASE WHEN {} THEN {max_bytes} WHEN {} THEN {} WHEN {} THEN {} ELSE {} END) AS TEXT)",
        begins_a_character(max_bytes + 1),
        begins_a_character(max_bytes),
        max_bytes - 1,
        begins_a_character(max_bytes - 1),
        max_bytes - 2,
        max_bytes - 3,
    )
}

/// Returns an expression that is 1 for true, 0 for false, and NULL for any other value.
fn boolean_expression(column: &str) -> String {
    format!(
        "CASE WHEN typeof({column}) IN ('integer', 'real') THEN {column} <> 0 \
         WHEN lower({column}) IN ('true', 't', '1') THEN 1 WHEN lower({column}) IN ('false', 'f', '0') THEN 0 END"
    )
}

/// Returns the expressions for both times of a row as text, whatever their stored type.
fn time_expressions(legacy: &Legacy, table: LegacyTable) -> String {
    let both = ["created_at", "updated_at"].map(|name| match legacy.type_of(table, name) {
        Some(_) => format!("{} AS {name}", beginning(name, MAX_TIME_BYTES)),
        None => format!("NULL AS {name}"),
    });
    both.join(", ")
}
