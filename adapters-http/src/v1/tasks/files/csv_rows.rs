//! Reads tasks from CSV, as this server or any spreadsheet wrote it: columns by name in any order, of which only the title is
//! required. Lines may end with CRLF, LF or CR; line breaks within quotes belong to the text.

use super::cells;
use super::csv_columns::{Columns, Layout};
use super::csv_encoding::in_utf8;
use super::csv_records::{Fields, Record, Records, each};
use super::csv_table::Field;
use super::csv_values::SlashDates;
use super::reading::Reading;
use crate::extract::MemberValue;
use crate::respond::{Fault, Faults, Reason};
use crate::v1::tasks::bodies::NewTaskBody;

pub(super) fn read(bytes: &[u8], reading: &mut Reading) {
    let bytes = match in_utf8(bytes) {
        Ok(bytes) => bytes,
        Err(reason) => return reading.refuse_all(Fault::new("body", "file", reason)),
    };
    let layout = Layout::of(&bytes);
    let mut rows = Records::of(&bytes, layout.header, layout.separator);
    let mut lines = Lines { bytes: &bytes, at: 0, line: 1 };
    let Some(header) = rows.next() else {
        return reading.note(Some(1), Fault::missing("title").into());
    };
    let line = lines.of(header.begin);
    let columns = match Columns::of(&header) {
        Ok(columns) => columns,
        Err(faults) => return reading.note(Some(line), faults),
    };
    let mut table = Table { slash_dates: slash_dates(&bytes, layout, &columns), columns };
    while let Some(row) = rows.next() {
        if row.is_blank {
            continue;
        }
        if !reading.has_room() {
            return;
        }
        table.take(&row, lines.of(row.begin), reading);
    }
    table.columns.ignored.iter().for_each(|name| reading.ignore(name));
}

/// The order of the numbers in the dates of this file. Where no date shows it, a semicolon does: spreadsheets write it in
/// countries that put the day first.
fn slash_dates(bytes: &[u8], layout: Layout, columns: &Columns) -> SlashDates {
    let usual = if layout.separator == b';' { SlashDates::DayFirst } else { SlashDates::Unknown };
    let Some(at) =
        columns.fields.iter().position(|field| field.is_some_and(|field| field.member == "due_date"))
    else {
        return usual;
    };
    let mut rows = Records::of(bytes, layout.header, layout.separator);
    let cells = std::iter::from_fn(|| {
        let Fields::All { text, ends } = rows.next()?.fields else { return Some(String::new()) };
        Some(
            each(text, ends)
                .nth(at)
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .unwrap_or_default(),
        )
    });
    SlashDates::shown_by(cells, usual)
}

struct Table {
    columns: Columns,
    slash_dates: SlashDates,
}

impl Table {
    fn take(&mut self, row: &Record<'_>, line: usize, reading: &mut Reading) {
        let expected = self.columns.fields.len();
        let (text, ends) = match row.fields {
            Fields::TooLarge => return reading.refuse_too_large(line),
            Fields::All { text, ends } if row.field_count == expected => (text, ends),
            _ => {
                // Which cell belongs to which column is unknown.
                let msg = format!("must be {expected}, as in the first line, and not {}", row.field_count);
                return reading.refuse(line, Fault::new("body", "columns", Reason::new(msg, "column_count")));
            }
        };
        self.report_unnamed(text, ends);
        let mut faults = Faults::default();
        let mut body = NewTaskBody::default();
        let cells = self.columns.fields.iter().zip(each(text, ends));
        for (field, cell) in cells.filter_map(|(field, cell)| field.map(|field| (field, cell))) {
            match self.value(field, cell) {
                Ok(Some(value)) => body.put(field.member, value),
                Ok(None) => {}
                Err(reason) => {
                    faults.add(Fault::new("body", field.member, reason));
                    // Otherwise a title that can't be read would be reported as missing, too.
                    if field.member == "title" {
                        body.put(field.member, MemberValue::Text("?".to_owned()));
                    }
                }
            }
        }
        reading.take(line, body, faults);
    }

    /// `None` for an empty cell: the member is not given.
    fn value(&self, field: &Field, cell: &[u8]) -> Result<Option<MemberValue>, Reason> {
        let Ok(cell) = std::str::from_utf8(cell) else {
            let msg = "must be UTF-8: save the file as \"CSV UTF-8\"";
            return Err(Reason::new(msg, "string_unicode"));
        };
        cells::text(cell).map(|text| (field.value)(text, self.slash_dates)).transpose()
    }

    /// A column without a name is ignored like any other, but spreadsheets add empty ones, which nobody misses.
    fn report_unnamed(&mut self, text: &[u8], ends: &[usize]) {
        let Columns { ignored, unnamed, .. } = &mut self.columns;
        unnamed.retain(|at| {
            let is_empty = each(text, ends).nth(*at).is_none_or(|cell| cell.trim_ascii().is_empty());
            if !is_empty {
                ignored.push(format!("(column {})", at + 1));
            }
            is_empty
        });
    }
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
    use crate::extract::MediaType;
    use crate::v1::tasks::files::{FileRefused, read as read_file};
    use proptest::prelude::*;
    use serde_json::json;
    use tasklane_core::task::NewTask;

    fn tasks(file: &[u8]) -> Vec<NewTask> {
        read_file(MediaType::Csv, file).unwrap().tasks
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
        tasks(file).iter().map(|task| task.content.title.as_str().to_owned()).collect()
    }

    #[test]
    fn columns_go_by_name_and_only_a_title_is_needed() {
        let file = b"\xEF\xBB\xBFtags,x, Title ,DESCRIPTION,id,version\r\n\"home, shop,\",y,Buy milk,\"a\r\nb\",7,9\r\n";
        let [task] = &tasks(file)[..] else { panic!() };
        assert_eq!(task.content.title.as_str(), "Buy milk");
        assert_eq!(task.content.description.as_ref().unwrap().as_str(), "a\nb");
        assert_eq!(task.content.tags.as_slice(), ["home", "shop"]);
        assert_eq!(titles(b"title\na\nb"), ["a", "b"]);
        assert_eq!(titles(b"title,status\n,\n\n\na,\n"), ["a"], "rows of nothing are none");
        assert_eq!(titles(b"title"), Vec::<String>::new());
    }

    #[test]
    fn an_empty_cell_says_nothing() {
        let [task] = &tasks(b"title,description,status,due_date,priority,tags\na,,,,,\n")[..] else {
            panic!()
        };
        assert_eq!(*task, NewTask::titled(task.content.title.clone()));
    }

    #[test]
    fn each_fault_is_named_by_its_line() {
        for (file, expected) in [
            (&b""[..], json!([["body", 1, "title"]])),
            (b"who,status\na,b", json!([["body", 1, "title"]])),
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
            (b"title,due_date\na,12/31/26\n", json!([["body", 2, "due_date"]])),
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
