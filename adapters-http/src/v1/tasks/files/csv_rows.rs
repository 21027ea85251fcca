//! Reads tasks from CSV, as it was written here or anywhere: columns by name in any order, of which only `title` must
//! be there. Lines end as they like; those within quotes belong to the text.

use tasklane_core::invalid::Invalid;

use super::cells;
use super::csv_records::{Fields, MAX_COLUMNS, Record, Records, each};
use super::reading::Reading;
use crate::input::{MemberValue, object};
use crate::problem::{Fault, Faults, Reason};
use crate::v1::tasks::bodies::NewTaskBody;

/// What a file can say of a task. Other columns are ignored.
const COLUMNS: [&str; 6] = ["title", "description", "status", "due_date", "priority", "tags"];
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) fn read(bytes: &[u8], reading: &mut Reading) {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut rows = Records::of(bytes);
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let mut columns = None;
    while let Some(row) = rows.next() {
        let line = lines.of(row.begin);
        match &columns {
            None => match columns_of(&row) {
                Ok(found) => columns = Some(found),
                Err(faults) => return reading.note(Some(line), faults),
            },
            Some(_) if row.is_blank => {}
            Some(_) if !reading.has_room() => return,
            Some(columns) => take(&row, columns, line, reading),
        }
    }
    if columns.is_none() {
        reading.note(Some(1), Fault::missing("title").into());
    }
}

/// What each column is, if it is known.
fn columns_of(header: &Record<'_>) -> Result<Vec<Option<&'static str>>, Faults> {
    let Fields::All { text, ends } = header.fields else {
        return Err(Fault::new("body", "columns", Invalid::TooManyItems(MAX_COLUMNS)).into());
    };
    let mut columns = Vec::with_capacity(header.field_count);
    let mut faults = Faults::default();
    for cell in each(text, ends) {
        let name = String::from_utf8_lossy(cell);
        let column = COLUMNS.into_iter().find(|column| name.trim().eq_ignore_ascii_case(column));
        if let Some(column) = column.filter(|column| columns.contains(&Some(*column))) {
            faults.add(Fault::new("body", column, Invalid::DuplicateItem));
        }
        columns.push(column);
    }
    if !columns.contains(&Some("title")) {
        faults.add(Fault::missing("title"));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

fn take(row: &Record<'_>, columns: &[Option<&'static str>], line: usize, reading: &mut Reading) {
    let (text, ends) = match row.fields {
        Fields::TooLarge => return reading.refuse_too_large(line),
        Fields::All { text, ends } if row.field_count == columns.len() => (text, ends),
        _ => {
            let msg = format!("must be {}, as in the first line, and not {}", columns.len(), row.field_count);
            // Who knows which of them is which.
            return reading.refuse(line, Fault::new("body", "columns", Reason::new(msg, "column_count")));
        }
    };
    let mut faults = Faults::default();
    let mut body = NewTaskBody::default();
    for (column, cell) in columns.iter().zip(each(text, ends)) {
        let Some(column) = column else { continue };
        match value(column, cell) {
            Ok(Some(value)) => body.put(column, value),
            Ok(None) => {}
            Err(reason) => {
                faults.add(Fault::new("body", column, reason));
                // Else a title that can't be read would be called missing, too.
                if *column == "title" {
                    body.put(column, MemberValue::Text("?".to_owned()));
                }
            }
        }
    }
    reading.take(line, body, faults);
}

/// `None` for an empty cell: the member is not given.
fn value(column: &str, cell: &[u8]) -> Result<Option<MemberValue>, Reason> {
    let Ok(cell) = std::str::from_utf8(cell) else {
        return Err(Reason::new("must be UTF-8", "string_unicode"));
    };
    let Some(text) = cells::text(cell) else { return Ok(None) };
    if column == "tags" {
        return tags(text).map(Some);
    }
    // Spreadsheets end the lines of a text by both.
    Ok(Some(MemberValue::Text(text.replace("\r\n", "\n"))))
}

/// A JSON array, or what a person writes: names with commas between them.
fn tags(text: &str) -> Result<MemberValue, Reason> {
    if !text.starts_with('[') {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        return Ok(MemberValue::List(names.map(str::to_owned).collect()));
    }
    object::check(text).and_then(|()| serde_json::from_str(text)).map_err(|error| {
        Reason::new(
            format!("must be a JSON array of strings, or names with commas between: {error}"),
            "list_type",
        )
    })
}

/// Counts lines up to where a row begins, from 1.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a row that begins here, or, behind empty lines, right after them.
    fn of(&mut self, byte: usize) -> usize {
        while let Some(here) = self.bytes.get(self.at)
            && (self.at < byte || matches!(here, b'\r' | b'\n'))
        {
            let is_whole_break = *here == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            if *here == b'\n' || (*here == b'\r' && !is_whole_break) {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use crate::input::MediaType;
    use crate::v1::tasks::files::{FileRefused, read as read_file};
    use proptest::prelude::*;
    use serde_json::json;
    use tasklane_core::task::NewTask;

    fn tasks(file: &[u8]) -> Vec<NewTask> {
        read_file(MediaType::Csv, file).unwrap()
    }

    /// Where the faults are.
    fn faults(file: &[u8]) -> serde_json::Value {
        match read_file(MediaType::Csv, file) {
            Err(FileRefused::Faulty { named, others: 0 }) => {
                let faults = serde_json::to_value(named.list()).unwrap();
                faults.as_array().unwrap().iter().map(|fault| fault["loc"].clone()).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn titles(file: &[u8]) -> Vec<String> {
        tasks(file).iter().map(|task| task.title.as_str().to_owned()).collect()
    }

    #[test]
    fn columns_go_by_name_and_only_a_title_is_needed() {
        let file = b"\xEF\xBB\xBFtags,x, Title ,DESCRIPTION,id,version\r\n\"home, shop,\",y,Buy milk,\"a\r\nb\",7,9\r\n";
        let [task] = &tasks(file)[..] else { panic!() };
        assert_eq!(task.title.as_str(), "Buy milk");
        assert_eq!(task.description.as_ref().unwrap().as_str(), "a\nb");
        assert_eq!(task.tags.as_slice(), ["home", "shop"]);
        assert_eq!(titles(b"title\na\nb"), ["a", "b"]);
        assert_eq!(titles(b"title,status\n,\n\n\na,\n"), ["a"], "rows of nothing are none");
        assert_eq!(titles(b"title"), Vec::<String>::new());
    }

    #[test]
    fn an_empty_cell_says_nothing() {
        let [task] = &tasks(b"title,description,status,due_date,priority,tags\na,,,,,\n")[..] else {
            panic!()
        };
        assert_eq!(*task, NewTask::titled(task.title.clone()));
    }

    #[test]
    fn each_fault_is_named_by_its_line() {
        for (file, expected) in [
            (&b""[..], json!([["body", 1, "title"]])),
            (b"name,status\na,b", json!([["body", 1, "title"]])),
            (b"title,Title\na,b", json!([["body", 1, "title"]])),
            (",".repeat(100).as_bytes(), json!([["body", 1, "columns"]])),
            (
                b"title,status\n\"two\nlines\",x\na,completed\n,y",
                json!([
                    ["body", 2, "title"],
                    ["body", 2, "status"],
                    ["body", 5, "title"],
                    ["body", 5, "status"]
                ]),
            ),
            (b"\r\n\r\ntitle\r\na\r\n\r\n\"\t\"\r\n", json!([["body", 6, "title"]])),
            (b"title\ra\r\"\t\"\r", json!([["body", 3, "title"]])),
            (
                b"title,status\na\na,pending,x\na,pending",
                json!([["body", 2, "columns"], ["body", 3, "columns"]]),
            ),
            (b"title,x\n\xFF,\xFF\n", json!([["body", 2, "title"]])),
            (
                b"title,tags\na,[1]\na,\"[\"\"x\"\"\"\na,{}\n",
                json!([["body", 2, "tags", 0], ["body", 3, "tags"]]),
            ),
            (b"title,due_date\na,31.12.2026\n", json!([["body", 2, "due_date"]])),
            (
                format!("title\n{}\na\n{}\n\t", "x".repeat(65_537), "x,".repeat(30_000)).as_bytes(),
                json!([["body", 2, "task"], ["body", 4, "columns"], ["body", 5, "title"]]),
            ),
            (format!("title\n\"{}", "b\n".repeat(40_000)).as_bytes(), json!([["body", 2, "task"]])),
        ] {
            let shown: String = String::from_utf8_lossy(file).chars().take(60).collect();
            assert_eq!(faults(file), expected, "{shown}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(any: Vec<u8>, alike in "(title|tags|\"|\r|\n|,|'|=|\\[|a|description|due_date){0,30}") {
            let _ = read_file(MediaType::Csv, &any);
            let _ = read_file(MediaType::Csv, &[b"title,tags,description\n", &any[..]].concat());
            let _ = read_file(MediaType::Csv, alike.as_bytes());
            let _ = read_file(MediaType::Json, &any);
        }
    }
}
