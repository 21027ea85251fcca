//! The columns of `tasks`. The macro [`content_columns`] lists the columns of a task's content once, and generates the table
//! definition, the rows and parts of the statements.

use std::borrow::Cow;

use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{Description, DueDate, Priority, Tags, TaskContent, Title};

use crate::values::Column;

/// The list of columns. Each column has its SQL type, the type of its field in a row, and these items:
///
/// * `write`: the value of the parameter.
/// * `read`: the domain value, `None` if the stored value is invalid.
/// * `sort`: the SQL expression in `SORTED_COLUMNS`.
macro_rules! content_columns {
    ($(
        $column:ident: $sql:ty, $field:ty,
        write |$content:ident| $write:expr,
        read |$stored:ident| $read:expr,
        sort $sort:literal;
    )*) => {
        diesel::table! {
            tasks (owner_id, id) {
                owner_id -> BigInt,
                id -> BigInt,
                $($column -> $sql,)*
                status -> Text,
                completed_at -> Nullable<BigInt>,
                version -> BigInt,
                change_seq -> BigInt,
                deleted_at -> Nullable<BigInt>,
                created_at -> BigInt,
                updated_at -> BigInt,
                search_text -> Nullable<Text>,
            }
        }

        #[derive(Insertable, AsChangeset, Queryable, Selectable)]
        #[diesel(table_name = tasks, treat_none_as_null = true, treat_none_as_default_value = false)]
        pub(crate) struct ContentRow {
            $($column: $field,)*
        }

        impl TryFrom<&TaskContent> for ContentRow {
            type Error = StoreError;

            fn try_from(content: &TaskContent) -> Result<Self, StoreError> {
                Ok(Self { $($column: { let $content = content; $write },)* })
            }
        }

        impl TryFrom<ContentRow> for TaskContent {
            type Error = StoreError;

            fn try_from(row: ContentRow) -> Result<Self, StoreError> {
                $(
                    let $stored = row.$column;
                    let $column = column(stringify!($column)).read($read)?;
                )*
                Ok(Self { $($column,)* })
            }
        }

        /// The columns of a [`TaskRow`](crate::tasks::rows::TaskRow), in its order.
        pub(crate) const TASK_COLUMNS: &str = concat!(
            "owner_id, id, ", $(stringify!($column), ", ",)*
            "status, completed_at, version, change_seq, created_at, updated_at"
        );

        /// The columns of `TASK_COLUMNS`, but with placeholders for the text columns that lists are never sorted by.
        pub(crate) const SORTED_COLUMNS: &str = concat!(
            "owner_id, id, ", $($sort, ", ",)*
            "status, completed_at, version, change_seq, created_at, updated_at"
        );
    };
}

content_columns! {
    title: Text, String,
        write |content| content.title.as_str().to_owned(),
        read |stored| Title::parse(&stored).ok(),
        sort "title";
    description: Nullable<Text>, Option<String>,
        write |content| content.description.as_ref().map(|text| text.as_str().to_owned()),
        read |stored| stored.map(|text| Description::parse(&text)).transpose().ok(),
        sort "NULL";
    due_date: Nullable<Text>, Option<String>,
        write |content| content.due_date.map(|day| day.to_string()),
        read |stored| stored.map(|day| DueDate::parse(&day)).transpose().ok(),
        sort "due_date";
    priority: Text, Cow<'static, str>,
        write |content| Cow::Borrowed(content.priority.as_str()),
        read |stored| Priority::parse(&stored).ok(),
        sort "priority";
    tags: Text, String,
        write |content| json(&content.tags)?,
        read |stored| serde_json::from_str(&stored).ok().and_then(|tags| Tags::parse(tags).ok()),
        sort "'[]'";
}

/// The SQL equivalent of [`TaskContent::stored_bytes`].
macro_rules! task_bytes {
    () => {
        "(512 + 2 * (octet_length(title) + ifnull(octet_length(description), 0)) \
         + ifnull((SELECT sum(octet_length(value)) FROM json_each(tags)), 0))"
    };
}

pub(crate) use task_bytes;

/// The number of bytes of text that a full read of a task loads. SQLite knows the lengths without reading the text.
pub(crate) const READ_BYTES: &str = "octet_length(title) + ifnull(octet_length(search_text), ifnull(octet_length(description), 0)) \
     + octet_length(tags)";

/// Returns a column of `tasks`, for errors.
pub(super) const fn column(column: &'static str) -> Column {
    Column { table: "tasks", column }
}

fn json(tags: &Tags) -> Result<String, StoreError> {
    serde_json::to_string(tags.as_slice()).map_err(|cause| StoreError::Rejected(cause.into()))
}
