//! The columns of `tasks`. The macro [`content_columns`] lists the columns of a task's content once, and generates the table
//! definition, the rows, parts of the statements and their parameters.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::TaskContent;

// In test builds, Clippy permits wildcard imports, so the expectation would not be fulfilled.
#[cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the types of the columns are listed once")
)]
use self::types::*;

/// The types in the list of columns, for every module that binds their values.
pub(crate) mod types {
    pub(crate) use chrono::NaiveDate;
    pub(crate) use diesel::sql_types::{Array, Date, Nullable, Text};
    pub(crate) use tasklane_core::task::{Description, DueDate, Priority, Tags, Title};
}

/// The list of columns. Each column has its SQL type, the type of its field in a row, and these items:
///
/// * `write`: the type and value of the parameter.
/// * `many`: a different parameter and its cast, for statements that write several tasks.
/// * `read`: the domain value, `None` if the stored value is invalid.
/// * `slice`: the SQL expression that a slice selects. If `$20` is false, it omits text columns that lists are never
///   sorted by.
///
/// The first parameter is a dollar sign, which the macros defined by this macro need.
macro_rules! content_columns {
    ($dollar:tt $(
        $column:ident: $sql:ty, $field:ty,
        write $bound:ty, |$content:ident| $write:expr,
        $(many $bound_many:ty, $write_many:expr, $cast:literal,)?
        read |$stored:ident| $read:expr,
        slice $slice:literal;
    )*) => {
        diesel::table! {
            tasks (owner_id, id) {
                owner_id -> BigInt,
                id -> BigInt,
                $($column -> $sql,)*
                status -> Text,
                completed_at -> Nullable<Timestamptz>,
                version -> BigInt,
                change_seq -> BigInt,
                deleted_at -> Nullable<Timestamptz>,
                created_at -> Timestamptz,
                updated_at -> Timestamptz,
                search_text -> Nullable<Text>,
            }
        }

        #[derive(Queryable, Selectable, QueryableByName)]
        #[diesel(table_name = tasks, check_for_backend(Pg))]
        pub(crate) struct ContentRow {
            $($column: $field,)*
        }

        impl TryFrom<ContentRow> for TaskContent {
            type Error = StoreError;

            fn try_from(row: ContentRow) -> Result<Self, StoreError> {
                $(
                    let $stored = row.$column;
                    let $column = $read.ok_or(StoreError::Corrupt { table: "tasks", column: stringify!($column) })?;
                )*
                Ok(Self { $($column,)* })
            }
        }

        const CONTENT: &[ContentColumn] = &[
            $(ContentColumn { name: stringify!($column), cast: concat!("", $($cast)?) },)*
        ];

        /// The columns of a [`TaskRow`](crate::tasks::rows::TaskRow), in its order.
        macro_rules! task_columns {
            () => {
                concat!(
                    "tasks.owner_id, tasks.id, ", $("tasks.", stringify!($column), ", ",)*
                    "tasks.status, tasks.completed_at, tasks.version, tasks.change_seq, tasks.created_at, \
                     tasks.updated_at"
                )
            };
        }

        /// The columns of `task_columns!` for the tasks of a slice.
        macro_rules! task_columns_of_slice {
            () => {
                concat!(
                    "tasks.owner_id, tasks.id, ", $($slice, " AS ", stringify!($column), ", ",)*
                    "tasks.status, tasks.completed_at, tasks.version, tasks.change_seq, tasks.created_at, \
                     tasks.updated_at"
                )
            };
        }

        /// Binds the content of a task to the parameters of [`parameters`].
        macro_rules! bind_content {
            ($dollar statement:expr, $dollar content:expr) => {
                {
                    use $dollar crate::tasks::columns::types::*;
                    $dollar statement$(.bind::<$bound, _>({ let $content = $dollar content; $write }))*
                }
            };
        }

        /// Binds the contents of several tasks to the parameters of [`parameters`], as one array for each column.
        pub(crate) fn bind_contents<'t>(
            sql: BoxedSqlQuery<'t, Pg, SqlQuery>,
            contents: &[&'t TaskContent],
        ) -> BoxedSqlQuery<'t, Pg, SqlQuery> {
            let contents = || contents.iter().copied();
            sql$(.bind::<Array<first_type!($($bound_many,)? $bound)>, _>(
                contents().map(|$content| first!($($write_many,)? $write)).collect::<Vec<_>>()
            ))*
        }
    };
}

macro_rules! first {
    ($first:expr $(, $other:expr)?) => {
        $first
    };
}

macro_rules! first_type {
    ($first:ty $(, $other:ty)?) => {
        $first
    };
}

content_columns! { $
    title: Text, String,
        write Text, |content| content.title.as_str(),
        read |stored| Title::parse(&stored).ok(),
        slice "tasks.title";
    description: Nullable<Text>, Option<String>,
        write Nullable<Text>, |content| content.description.as_ref().map(Description::as_str),
        read |stored| stored.map(|text| Description::parse(&text)).transpose().ok(),
        slice "CASE WHEN $20 THEN tasks.description END";
    due_date: Nullable<Date>, Option<NaiveDate>,
        write Nullable<Date>, |content| content.due_date.map(DueDate::day),
        read |stored| stored.map(|day| DueDate::new(day).ok_or(())).transpose().ok(),
        slice "tasks.due_date";
    priority: Text, String,
        write Text, |content| content.priority.as_str(),
        read |stored| Priority::parse(&stored).ok(),
        slice "tasks.priority";
    // PostgreSQL has no arrays of arrays with different lengths, so the tags of each task are bound as one string.
    tags: Array<Nullable<Text>>, Vec<Option<String>>,
        write Array<Text>, |content| content.tags.as_slice(),
        many Text, array_text(content.tags.as_slice()), "::text[]",
        read |stored| stored.into_iter().collect::<Option<Vec<_>>>().and_then(|tags| Tags::parse(tags).ok()),
        slice "CASE WHEN $20 THEN tasks.tags ELSE '{}' END";
}

/// The SQL equivalent of [`TaskContent::text_bytes`].
macro_rules! text_bytes {
    () => {
        "octet_length(title) + coalesce(octet_length(description), 0) + octet_length(array_to_string(tags, ''))"
    };
}

/// The SQL equivalent of [`TaskContent::stored_bytes`].
macro_rules! task_bytes {
    () => {
        "(512 + 2 * (octet_length(title) + coalesce(octet_length(description), 0)) \
         + octet_length(array_to_string(tags, '')))"
    };
}

/// The number of bytes of text that a full read of a task loads.
pub(crate) const READ_BYTES: &str = "octet_length(title) + coalesce(octet_length(search_text), octet_length(description), 0) \
                                     + octet_length(array_to_string(tags, ''))";

struct ContentColumn {
    name: &'static str,
    /// The cast of the value in a statement that writes several tasks.
    cast: &'static str,
}

/// Returns the names of all content columns, separated by commas.
pub(crate) fn names() -> String {
    join_columns(|_, column| column.name.to_owned())
}

/// Returns a parameter for each column. The first parameter has the number `first`.
pub(crate) fn parameters(first: usize) -> String {
    join_columns(|index, _| format!("${}", first + index))
}

/// Returns the assignment of a parameter to each column. The first parameter has the number `first`.
pub(crate) fn assignments(first: usize) -> String {
    join_columns(|index, column| format!("{} = ${}", column.name, first + index))
}

/// Returns the value of each column in the row `new`, with the type of the column.
pub(crate) fn new_values() -> String {
    join_columns(
        |_, ContentColumn { name, cast }| {
            if cast.is_empty() { format!("new.{name}") } else { format!("new.{name}{cast} AS {name}") }
        },
    )
}

/// Returns the assignment of the value in the row `new` to each column. The values already have the type of the column.
pub(crate) fn new_assignments() -> String {
    join_columns(|_, ContentColumn { name, .. }| format!("{name} = new.{name}"))
}

fn join_columns(text: impl Fn(usize, &ContentColumn) -> String) -> String {
    let texts: Vec<String> = CONTENT.iter().enumerate().map(|(index, column)| text(index, column)).collect();
    texts.join(", ")
}

/// Formats an array in PostgreSQL's syntax.
fn array_text(items: &[String]) -> String {
    let mut text = String::from("{");
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index == 0 { "\"" } else { ",\"" });
        for character in item.chars() {
            if matches!(character, '"' | '\\') {
                text.push('\\');
            }
            text.push(character);
        }
        text.push('"');
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_in_an_array_are_escaped() {
        let items = ["a b", r#"{"x\y"}"#, "NULL", "a,b"].map(ToOwned::to_owned);
        assert_eq!(array_text(&items), r#"{"a b","{\"x\\y\"}","NULL","a,b"}"#);
        assert_eq!(array_text(&[]), "{}");
    }

    #[test]
    fn parameters_are_numbered_in_the_order_of_the_columns() {
        assert!(parameters(3).starts_with("$3, $4, "), "{}", parameters(3));
        assert!(assignments(3).starts_with("title = $3, description = $4, "), "{}", assignments(3));
        assert!(new_values().ends_with("new.tags::text[] AS tags"), "{}", new_values());
        assert!(new_assignments().ends_with("tags = new.tags"), "{}", new_assignments());
    }
}
