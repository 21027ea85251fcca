//! The columns of a CSV file: which separator stands between them, and which member of a task each one holds.

use std::cmp::Reverse;

use tasklane_core::invalid::Invalid;

use super::csv_records::{Fields, MAX_COLUMNS, Record, Records, each};
use crate::respond::{Fault, Faults, Reason};

/// The separators of spreadsheets. Where several fit equally well, the first counts.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Excel reads the separator from a first line like `sep=;`.
const SEPARATOR_LINE: &[u8] = b"sep=";

/// What a column of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Description,
    Status,
    /// Yes or no: whether the task is completed.
    Done,
    DueDate,
    Priority,
    Tags,
}

/// The names of each field, in lower case with spaces between words. Where a file has several columns for one member of
/// a task, the name that stands first here counts, and the other columns are ignored.
const NAMES: [(&str, Field); 24] = [
    ("title", Field::Title),
    ("name", Field::Title),
    ("task", Field::Title),
    ("task name", Field::Title),
    ("content", Field::Title),
    ("subject", Field::Title),
    ("summary", Field::Title),
    ("description", Field::Description),
    ("notes", Field::Description),
    ("note", Field::Description),
    ("details", Field::Description),
    ("status", Field::Status),
    ("done", Field::Done),
    ("completed", Field::Done),
    ("is completed", Field::Done),
    ("due date", Field::DueDate),
    ("due", Field::DueDate),
    ("date", Field::DueDate),
    ("deadline", Field::DueDate),
    ("priority", Field::Priority),
    ("tags", Field::Tags),
    ("labels", Field::Tags),
    ("categories", Field::Tags),
    ("tag", Field::Tags),
];

impl Field {
    /// The member of a task that a column of this field sets.
    pub(super) fn member(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Status | Self::Done => "status",
            Self::DueDate => "due_date",
            Self::Priority => "priority",
            Self::Tags => "tags",
        }
    }
}

/// The separator of a file, and the place at which the line of column names begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) separator: u8,
    pub(super) header: usize,
}

impl Layout {
    /// Taken from a `sep=` line, else the separator with which the first line names the most known columns.
    pub(super) fn of(file: &[u8]) -> Self {
        if let Some((separator, header)) = separator_line(file) {
            return Self { separator, header };
        }
        let fit = |separator: &u8| {
            let mut records = Records::of(file, 0, *separator);
            let header = records.next().map(|header| (named(&header), header.field_count));
            let (names, field_count) = header.unwrap_or_default();
            let known = names.iter().filter(|name| index_of(name).is_some()).count();
            // The first of equals, where `max_by_key` takes the last.
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

/// The columns of a file, as its header names them.
#[derive(Debug)]
pub(super) struct Columns {
    /// `None` for a column that is ignored.
    pub(super) fields: Vec<Option<Field>>,
    /// The columns that have a name and are ignored.
    pub(super) ignored: Vec<String>,
    /// The positions of the columns without a name, counted from 0.
    pub(super) unnamed: Vec<usize>,
}

impl Columns {
    pub(super) fn of(header: &Record<'_>) -> Result<Self, Faults> {
        let Fields::All { .. } = header.fields else {
            return Err(Fault::new("body", "columns", Invalid::TooManyItems(MAX_COLUMNS)).into());
        };
        let names = named(header);
        let indexes: Vec<Option<usize>> = names.iter().map(|name| index_of(name)).collect();
        let mut faults = Faults::default();
        for (at, index) in indexes.iter().enumerate() {
            let is_repeated = index.is_some() && indexes.iter().take(at).any(|earlier| earlier == index);
            if let (true, Some(field)) = (is_repeated, index.and_then(field)) {
                faults.add(Fault::new("body", field.member(), Invalid::DuplicateItem));
            }
        }
        let fields: Vec<_> = indexes.iter().map(|index| chosen(*index, &indexes)).collect();
        if !fields.contains(&Some(Field::Title)) {
            faults.add(missing_title(&names));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let is_named = |name: &str| !name.trim().is_empty();
        let ignored = names.iter().zip(&fields).filter(|(name, field)| field.is_none() && is_named(name));
        let ignored = ignored.map(|(name, _)| name.trim().to_owned()).collect();
        let unnamed =
            names.iter().enumerate().filter(|(_, name)| !is_named(name)).map(|(at, _)| at).collect();
        Ok(Self { fields, ignored, unnamed })
    }
}

/// The field of a column, unless another column of the file sets the same member by a better name.
fn chosen(index: Option<usize>, all: &[Option<usize>]) -> Option<Field> {
    let own = field(index?)?;
    let is_better = |other: &usize| field(*other).is_some_and(|other| other.member() == own.member());
    let best = all.iter().flatten().filter(|other| is_better(other)).min();
    (best == index.as_ref()).then_some(own)
}

fn missing_title(found: &[String]) -> Fault {
    /// Enough to see what the line is.
    const SHOWN: usize = 10;
    let mut shown: Vec<&str> = found.iter().map(|name| name.trim()).take(SHOWN).collect();
    if found.len() > SHOWN {
        shown.push("…");
    }
    let shown: String = shown.join(", ").chars().take(200).collect();
    let msg =
        format!("is required: the first line must name the columns, one of them \"title\"; found: {shown}");
    Fault::new("body", "title", Reason::new(msg, "missing"))
}

fn named(header: &Record<'_>) -> Vec<String> {
    let Fields::All { text, ends } = header.fields else { return Vec::new() };
    each(text, ends).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

/// The position of a column's name in [`NAMES`]. Its case doesn't matter, nor do the characters between its words.
fn index_of(name: &str) -> Option<usize> {
    let words =
        name.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    NAMES.iter().position(|(known, _)| *known == name)
}

fn field(index: usize) -> Option<Field> {
    NAMES.get(index).map(|(_, field)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Columns {
        let layout = Layout::of(header.as_bytes());
        let mut records = Records::of(header.as_bytes(), layout.header, layout.separator);
        Columns::of(&records.next().unwrap()).unwrap()
    }

    #[test]
    fn the_separator_is_the_one_that_names_the_most_columns() {
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
            assert_eq!(Layout::of(file.as_bytes()), Layout { separator, header }, "{file:?}");
        }
    }

    #[test]
    fn columns_are_found_by_any_of_their_names() {
        use Field::*;
        let found = columns("Task Name;DUE-DATE;Notes;Is_Completed;Labels;priority");
        assert_eq!(found.fields, [Title, DueDate, Description, Done, Tags, Priority].map(Some));
        assert_eq!(columns("Content,Date,Details").fields, [Title, DueDate, Description].map(Some));
    }

    #[test]
    fn ignored_columns_are_reported() {
        let found = columns("Notes, Project ,title,Description,,done,status,name");
        let expected =
            [None, None, Some(Field::Title), Some(Field::Description), None, None, Some(Field::Status), None];
        assert_eq!(found.fields, expected);
        assert_eq!(found.ignored, ["Notes", "Project", "done", "name"]);
        assert_eq!(found.unnamed, [4]);
    }
}
