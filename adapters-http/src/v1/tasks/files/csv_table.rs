//! The table of all columns that CSV exports contain and CSV imports accept.

use tasklane_core::clock::Timestamp;
use tasklane_core::task::{Description, Task, Version};

use super::csv_escape::escape;
use super::csv_values::{SlashDates, completed_flag, due_date, label, tags, text};
use crate::extract::MemberValue;
use crate::respond::Reason;
use crate::respond::rfc3339;

/// One column. An export contains the columns with `export`, in the order of the table.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) export: Option<ExportColumn>,
    pub(super) import: Option<ImportColumn>,
}

#[derive(Debug)]
pub(super) struct ExportColumn {
    pub(super) name: &'static str,
    pub(super) example: &'static str,
    /// Returns the content of the cell. It is empty for a value that is null in the API.
    pub(super) cell: fn(&Task) -> String,
}

/// The meaning of a column in an import.
#[derive(Debug)]
pub(super) struct ImportColumn {
    /// The member of a task that the column sets.
    pub(super) member: &'static str,
    /// The accepted names of the column, in lower case with spaces between words. If several columns of a file set the
    /// same member, the column whose name comes first in the table is used, and the other columns are ignored.
    pub(super) names: &'static [&'static str],
    /// Converts a non-empty cell to the value of the member. Unknown spellings are not rejected here, but when the
    /// member is validated.
    pub(super) value: fn(&str, SlashDates) -> Result<MemberValue, Reason>,
}

pub(super) const COLUMNS: &[Column] = &[
    Column::export_only("id", "7", |task| task.id.to_string()),
    Column::import_and_export(
        ("title", "Buy milk", |task| escape(task.content.title.as_str()).into_owned()),
        (&["title", "name", "task", "task name", "content", "subject", "summary"], text),
    ),
    Column::import_and_export(
        ("description", "", |task| {
            let text = task.content.description.as_ref().map(Description::as_str);
            text.map(|text| escape(text).into_owned()).unwrap_or_default()
        }),
        (&["description", "notes", "note", "details"], text),
    ),
    Column::import_and_export(
        ("status", "pending", |task| task.progress.status().to_string()),
        (&["status"], label),
    ),
    Column::import_only("status", &["done", "completed", "is completed"], completed_flag),
    Column::import_and_export(
        ("due_date", "2026-02-28", |task| optional(task.content.due_date)),
        (&["due date", "due", "date", "deadline"], due_date),
    ),
    Column::import_and_export(
        ("priority", "high", |task| task.content.priority.as_str().to_owned()),
        (&["priority"], label),
    ),
    Column::import_and_export(
        ("tags", r#""[""home""]""#, |task| list(task.content.tags.as_slice())),
        (&["tags", "labels", "categories", "tag"], tags),
    ),
    Column::export_only("created_at", "2026-01-31T09:30:00.000000Z", |task| time(task.created_at)),
    Column::export_only("updated_at", "", |task| {
        if task.version == Version::FIRST { String::new() } else { time(task.updated_at) }
    }),
    Column::export_only("completed_at", "", |task| {
        task.progress.completed_at().map(time).unwrap_or_default()
    }),
];

type Writer = (&'static str, &'static str, fn(&Task) -> String);
type Reader = (&'static [&'static str], fn(&str, SlashDates) -> Result<MemberValue, Reason>);

impl Column {
    /// Creates the column of a member that clients can set. Its name is the same in files and in the API.
    const fn import_and_export((name, example, cell): Writer, (names, value): Reader) -> Self {
        Self {
            export: Some(ExportColumn { name, example, cell }),
            import: Some(ImportColumn { member: name, names, value }),
        }
    }

    const fn export_only(name: &'static str, example: &'static str, cell: fn(&Task) -> String) -> Self {
        Self { export: Some(ExportColumn { name, example, cell }), import: None }
    }

    const fn import_only(
        member: &'static str,
        names: &'static [&'static str],
        value: fn(&str, SlashDates) -> Result<MemberValue, Reason>,
    ) -> Self {
        Self { export: None, import: Some(ImportColumn { member, names, value }) }
    }
}

pub(super) fn export_columns() -> impl Iterator<Item = &'static ExportColumn> {
    COLUMNS.iter().filter_map(|column| column.export.as_ref())
}

pub(super) fn import_columns() -> impl Iterator<Item = &'static ImportColumn> {
    COLUMNS.iter().filter_map(|column| column.import.as_ref())
}

/// Returns a file with one task, as an example for the API description.
pub(in crate::v1::tasks) fn example() -> String {
    let names: Vec<&str> = export_columns().map(|column| column.name).collect();
    let cells: Vec<&str> = export_columns().map(|column| column.example).collect();
    format!("{}\r\n{}\r\n", names.join(","), cells.join(","))
}

/// Returns the names of the columns that imports accept, for the API description.
pub(in crate::v1::tasks) fn described() -> String {
    let describe = |column: &ImportColumn| {
        let names: Vec<String> = column.names.iter().map(|name| format!("`{name}`")).collect();
        match names.split_first() {
            Some((first, [])) => first.clone(),
            Some((first, others)) => format!("{first} (or {})", others.join(", ")),
            None => String::new(),
        }
    };
    import_columns().map(describe).collect::<Vec<_>>().join(", ")
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Returns a JSON array, because a tag may contain any separator.
fn list(tags: &[String]) -> String {
    // Serializing a list of strings can't fail.
    if tags.is_empty() { String::new() } else { serde_json::to_string(tags).unwrap_or_default() }
}

fn time(at: Timestamp) -> String {
    rfc3339::format(&at)
}
