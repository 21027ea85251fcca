//! Detects the separator of a CSV file, and maps its columns to members of a task.

use std::cmp::Reverse;

use tasklane_core::invalid::Invalid;

use super::csv_records::{Fields, MAX_COLUMNS, Record, Records, fields_of};
use super::csv_table::{ImportColumn, import_columns};
use crate::respond::{Fault, Reason, ValidationErrors};

/// The separators that spreadsheets use, in order of preference.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Excel reads the separator from a first line like `sep=;`.
const SEPARATOR_LINE: &[u8] = b"sep=";

/// The separator of a file, and the byte offset of its header line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CsvDialect {
    pub(super) separator: u8,
    pub(super) header: usize,
}

impl CsvDialect {
    /// Detects the separator: the one in a `sep=` line or, without such a line, the separator that yields the most
    /// known column names in the first line. Ties are resolved by the larger number of columns, and then by the order
    /// of [`SEPARATORS`].
    pub(super) fn detect(file: &[u8]) -> Self {
        if let Some((separator, header)) = separator_line(file) {
            return Self { separator, header };
        }
        let fit = |separator: &u8| {
            let mut records = Records::new(file, 0, *separator);
            let header = records.next().map(|header| (header_names(&header), header.field_count));
            let (names, field_count) = header.unwrap_or_default();
            let known = names.iter().filter(|name| match_column(name).is_some()).count();
            // `max_by_key` returns the last of equal items, but the first separator is preferred.
            (known, field_count, Reverse(SEPARATORS.iter().position(|other| other == separator)))
        };
        Self { separator: SEPARATORS.into_iter().max_by_key(fit).unwrap_or(b','), header: 0 }
    }
}

fn separator_line(file: &[u8]) -> Option<(u8, usize)> {
    let (word, rest) = file.split_at_checked(SEPARATOR_LINE.len())?;
    let (separator, end) = rest.split_first().filter(|_| word.eq_ignore_ascii_case(SEPARATOR_LINE))?;
    let ends: [&[u8]; 3] = [b"\r\n", b"\n", b"\r"];
    let end = ends.into_iter().find(|line_end| end.starts_with(line_end))?;
    Some((*separator, SEPARATOR_LINE.len() + 1 + end.len()))
}

/// The columns of a file, in the order of its header.
#[derive(Debug)]
pub(super) struct Columns {
    /// The task member that each column sets. `None` for an ignored column.
    pub(super) fields: Vec<Option<&'static ImportColumn>>,
    /// Names of the ignored columns.
    pub(super) ignored: Vec<String>,
    /// Positions of the columns without a name, starting at 0.
    pub(super) unnamed: Vec<usize>,
}

impl Columns {
    pub(super) fn from_header(header: &Record<'_>) -> Result<Self, ValidationErrors> {
        let Fields::All { .. } = header.fields else {
            return Err(Fault::new("body", "columns", Invalid::TooManyItems(MAX_COLUMNS)).into());
        };
        let names = header_names(header);
        let matches: Vec<Option<ColumnMatch>> = names.iter().map(|name| match_column(name)).collect();
        let mut errors = ValidationErrors::default();
        for (at, matched) in matches.iter().enumerate() {
            if let Some(matched) = matched
                && matches.iter().take(at).flatten().any(|earlier| earlier.rank == matched.rank)
            {
                errors.add(Fault::new("body", matched.field.member, Invalid::DuplicateItem));
            }
        }
        let fields: Vec<_> =
            matches.iter().map(|matched| preferred_column(matched.as_ref()?, &matches)).collect();
        if !fields.iter().flatten().any(|field| field.member == "title") {
            errors.add(missing_title(&names));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let is_named = |name: &str| !name.trim().is_empty();
        let ignored = names.iter().zip(&fields).filter(|(name, field)| field.is_none() && is_named(name));
        let ignored = ignored.map(|(name, _)| name.trim().to_owned()).collect();
        let unnamed =
            names.iter().enumerate().filter(|(_, name)| !is_named(name)).map(|(at, _)| at).collect();
        Ok(Self { fields, ignored, unnamed })
    }
}

/// Returns the field of a column. Returns `None` if another column of the file sets the same member and has a preferred
/// name.
fn preferred_column(own: &ColumnMatch, all: &[Option<ColumnMatch>]) -> Option<&'static ImportColumn> {
    let of_member = all.iter().flatten().filter(|other| other.field.member == own.field.member);
    let best = of_member.map(|other| other.rank).min();
    (best == Some(own.rank)).then_some(own.field)
}

fn missing_title(found: &[String]) -> Fault {
    /// Maximum number of column names in the error message.
    const MAX_SHOWN: usize = 10;
    let mut shown: Vec<&str> = found.iter().map(|name| name.trim()).take(MAX_SHOWN).collect();
    if found.len() > MAX_SHOWN {
        shown.push("…");
    }
    let shown: String = shown.join(", ").chars().take(200).collect();
    let msg =
        format!("is required: the first line must name the columns, one of them \"title\"; found: {shown}");
    Fault::new("body", "title", Reason::new(msg, "missing"))
}

fn header_names(header: &Record<'_>) -> Vec<String> {
    let Fields::All { text, ends } = header.fields else { return Vec::new() };
    fields_of(text, ends).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

/// A known column name.
struct ColumnMatch {
    field: &'static ImportColumn,
    /// Position of the name among all known names. A lower rank is preferred.
    rank: usize,
}

/// Finds the column with this name, regardless of case and of the separators between words.
fn match_column(name: &str) -> Option<ColumnMatch> {
    let words =
        name.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let known = import_columns().flat_map(|field| field.names.iter().map(move |name| (field, *name)));
    let mut ranked = known.enumerate();
    ranked.find(|(_, (_, known))| *known == name).map(|(rank, (field, _))| ColumnMatch { field, rank })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Columns {
        let dialect = CsvDialect::detect(header.as_bytes());
        let mut records = Records::new(header.as_bytes(), dialect.header, dialect.separator);
        Columns::from_header(&records.next().unwrap()).unwrap()
    }

    #[test]
    fn separator_is_the_one_that_yields_the_most_known_columns() {
        for (file, separator, header) in [
            ("title,notes\na;b;c,d", b',', 0),
            ("Title;Due Date;Notes\r\na,b,c;;", b';', 0),
            ("title\tnotes, and more\na", b'\t', 0),
            ("\"title, or so\";title", b';', 0),
            ("title\na;b", b',', 0),
            ("Betreff;Notiz", b';', 0),
            ("", b',', 0),
            ("sep=;\r\ntitle,x;y", b';', 7),
            ("SEP=|\ntitle|x", b'|', 6),
            ("sep=,\rtitle", b',', 6),
            ("sep=;x\ntitle", b';', 0),
            ("sep=", b',', 0),
        ] {
            assert_eq!(CsvDialect::detect(file.as_bytes()), CsvDialect { separator, header }, "{file:?}");
        }
    }

    /// Returns the first name of each column's field, or `None` for an ignored column.
    fn names(columns: &Columns) -> Vec<Option<&'static str>> {
        columns.fields.iter().map(|field| field.map(|field| field.names[0])).collect()
    }

    #[test]
    fn column_is_recognized_by_any_of_its_names() {
        let found = columns("Task Name;DUE-DATE;Notes;Is_Completed;Labels;priority");
        let expected = ["title", "due date", "description", "done", "tags", "priority"];
        assert_eq!(names(&found), expected.map(Some));
        let found = columns("Content,Date,Details");
        assert_eq!(names(&found), ["title", "due date", "description"].map(Some));
    }

    #[test]
    fn ignored_columns_are_reported() {
        let found = columns("Notes, Project ,title,Description,,done,status,name");
        let expected = [None, None, Some("title"), Some("description"), None, None, Some("status"), None];
        assert_eq!(names(&found), expected);
        assert_eq!(found.ignored, ["Notes", "Project", "done", "name"]);
        assert_eq!(found.unnamed, [4]);
    }

    #[test]
    fn every_exported_member_is_imported_under_the_same_name() {
        for column in crate::v1::tasks::files::csv_table::COLUMNS {
            if let (Some(export), Some(import)) = (&column.export, &column.import) {
                assert_eq!(match_column(export.name).unwrap().field.names, import.names, "{export:?}");
            }
        }
    }
}
