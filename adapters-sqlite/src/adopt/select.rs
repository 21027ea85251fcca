//! The statements that read the older tables. In SQLite, a column can contain values of any type, so ids are checked, and
//! other values are converted.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tasklane_adopt::{AdoptError, InvalidRows, Legacy, LegacyTable, MAX_READ, count_of};

use super::errors::failed;

/// Rows per batch. A batch of rows with values of the maximum length takes about 80 MB.
const BATCH: usize = 1000;

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
    for (part, name) in
        [(LegacyTable::Users, "id"), (LegacyTable::Tasks, "id"), (LegacyTable::Tasks, legacy.owner())]
    {
        let table = legacy.table(part);
        let query = format!(
            "SELECT typeof({name}) AS type_name, count(*) AS rows FROM \"{table}\"
            WHERE typeof({name}) NOT IN ('integer', 'null') OR '{name}' = 'id' AND {name} IS NULL GROUP BY 1"
        );
        let others: Vec<OtherType> = diesel::sql_query(query).load(connection).map_err(failed)?;
        for OtherType { type_name, rows } in others {
            let what = format!("values of a column have type {type_name}, but must be integers");
            invalid_rows.add(table, what, format!("{name} in {}", count_of(rows, "row")));
        }
    }
    if invalid_rows.is_empty() { Ok(()) } else { Err(AdoptError::InvalidRows(invalid_rows)) }
}

pub(super) struct LegacyQueries {
    /// Parameter: the previous id.
    pub(super) users: String,
    /// Stores the rowids of the tasks in the order of creation.
    pub(super) order_tasks: String,
    /// Parameter: the previous place.
    pub(super) tasks: String,
    /// The names of the older tables.
    pub(super) names: [String; 2],
}

pub(super) const DROP_ORDER: &str = "DROP TABLE IF EXISTS temp.adoption_order";
pub(super) const CREATE_ORDER: &str =
    "CREATE TEMP TABLE adoption_order (place INTEGER PRIMARY KEY, task INTEGER NOT NULL)";

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
            order_tasks: format!(
                "INSERT INTO temp.adoption_order (task) SELECT rowid FROM \"{tasks}\" ORDER BY {created_at}, id"
            ),
            tasks: select_tasks(legacy, users, tasks),
            names: names.clone(),
        }
    }
}

fn select_users(legacy: &Legacy, table: &str) -> String {
    let text = |name: Option<&str>| text(legacy, LegacyTable::Users, name);
    let is_active = match legacy.type_of(LegacyTable::Users, "is_active") {
        Some(_) => flag("t.is_active"),
        None => "1".to_owned(),
    };
    format!(
        "SELECT t.id AS id, {} AS email, {} AS username, {} AS name, {} AS hashed_password, {is_active} AS is_active, {} \
         FROM \"{table}\" t WHERE t.id > ? ORDER BY t.id LIMIT {BATCH}",
        text(Some("email")),
        text(legacy.username()),
        text(legacy.name()),
        text(Some(legacy.password())),
        times(legacy, LegacyTable::Users),
    )
}

fn select_tasks(legacy: &Legacy, users: &str, table: &str) -> String {
    let text = |name: &str| text(legacy, LegacyTable::Tasks, Some(name));
    let (owner, status) = (legacy.owner(), legacy.status());
    let status = if legacy.has_status() {
        format!("lower({})", text(status))
    } else {
        let flag = flag(&format!("t.{status}"));
        format!("CASE {flag} WHEN 1 THEN 'completed' WHEN 0 THEN 'pending' END")
    };
    format!(
        "SELECT o.place AS place, t.id AS id, u.id AS owner_id, {} AS title, {} AS description, {status} AS status, {} \
         FROM temp.adoption_order o JOIN \"{table}\" t ON t.rowid = o.task LEFT JOIN \"{users}\" u ON u.id = t.{owner} \
         WHERE o.place > ? ORDER BY o.place LIMIT {BATCH}",
        text("title"),
        text("description"),
        times(legacy, LegacyTable::Tasks),
    )
}

/// Truncates a very long value to one character more than the limit, so that the caller can still detect that the value
/// is too long. `substr` stops at a NUL, so it is applied only to values that have too many bytes for the limit even if
/// each character takes four bytes.
fn text(legacy: &Legacy, part: LegacyTable, name: Option<&str>) -> String {
    match name.filter(|name| legacy.type_of(part, name).is_some()) {
        Some(name) => {
            let max = MAX_READ + 1;
            let max_bytes = 4 * max;
            format!(
                "CASE WHEN length(CAST(t.{name} AS BLOB)) > {max_bytes} THEN substr(CAST(t.{name} AS TEXT), 1, {max}) \
                 ELSE CAST(t.{name} AS TEXT) END"
            )
        }
        None => "NULL".to_owned(),
    }
}

/// Evaluates to 1 for true, 0 for false, and NULL for any other value.
fn flag(column: &str) -> String {
    format!(
        "CASE WHEN typeof({column}) IN ('integer', 'real') THEN {column} <> 0 \
         WHEN lower({column}) IN ('true', 't', '1') THEN 1 WHEN lower({column}) IN ('false', 'f', '0') THEN 0 END"
    )
}

/// Selects the times as text, whatever their stored type.
fn times(legacy: &Legacy, part: LegacyTable) -> String {
    let both = ["created_at", "updated_at"].map(|name| match legacy.type_of(part, name) {
        Some(_) => format!("substr(CAST(t.{name} AS TEXT), 1, 100) AS {name}"),
        None => format!("NULL AS {name}"),
    });
    both.join(", ")
}
