//! Reads tasks from a CSV file of this server or of any spreadsheet. Columns are matched by name, in any order; only
//! the title is required. Lines may end with CRLF, LF or CR. Line breaks within quotes are part of the text.

use super::csv_columns::{Columns, CsvDialect};
use super::csv_encoding::decode_to_utf8;
use super::csv_escape::unescape;
use super::csv_records::{Fields, Record, Records, fields_of};
use super::csv_table::ImportColumn;
use super::csv_values::SlashDates;
use super::import_collector::ImportCollector;
use crate::extract::MemberValue;
use crate::respond::{Fault, Reason, ValidationErrors};
use crate::v1::tasks::bodies::NewTaskBody;

pub(super) fn read(bytes: &[u8], collector: &mut ImportCollector) {
    let bytes = match decode_to_utf8(bytes) {
        Ok(bytes) => bytes,
        Err(reason) => return collector.reject_file(Fault::new("body", "file", reason)),
    };
    let dialect = CsvDialect::detect(&bytes);
    let mut rows = Records::new(&bytes, dialect.header, dialect.separator);
    let mut lines = LineCounter { bytes: &bytes, at: 0, line: 1 };
    let Some(header) = rows.next() else {
        return collector.add_errors(Some(1), Fault::missing("title").into());
    };
    let line = lines.line_at(header.begin);
    let columns = match Columns::from_header(&header) {
        Ok(columns) => columns,
        Err(errors) => return collector.add_errors(Some(line), errors),
    };
    let mut table = Table { slash_dates: slash_dates(&bytes, dialect, &columns), columns };
    while let Some(row) = rows.next() {
        if row.is_blank {
            continue;
        }
        if !collector.has_room() {
            return;
        }
        table.add_row(&row, lines.line_at(row.begin), collector);
    }
    table.columns.ignored.iter().for_each(|name| collector.report_ignored(name));
}

/// Detects the order of day and month in the dates of this file. If all dates are ambiguous, the separator decides:
/// spreadsheets use semicolons in countries that write the day first.
fn slash_dates(bytes: &[u8], dialect: CsvDialect, columns: &Columns) -> SlashDates {
    let usual = if dialect.separator == b';' { SlashDates::DayFirst } else { SlashDates::Unknown };
    let Some(at) =
        columns.fields.iter().position(|field| field.is_some_and(|field| field.member == "due_date"))
    else {
        return usual;
    };
    let mut rows = Records::new(bytes, dialect.header, dialect.separator);
    let cells = std::iter::from_fn(|| {
        let Fields::All { text, ends } = rows.next()?.fields else { return Some(String::new()) };
        Some(
            fields_of(text, ends)
                .nth(at)
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .unwrap_or_default(),
        )
    });
    SlashDates::detect(cells, usual)
}

struct Table {
    columns: Columns,
    slash_dates: SlashDates,
}

impl Table {
    fn add_row(&mut self, row: &Record<'_>, line: usize, collector: &mut ImportCollector) {
        let expected = self.columns.fields.len();
        let (text, ends) = match row.fields {
            Fields::TooLarge => return collector.reject_too_large(line),
            Fields::All { text, ends } if row.field_count == expected => (text, ends),
            _ => {
                // If a row and the header have different numbers of cells, it is unclear which cell belongs to which
                // column.
                let msg = format!(
                    "there must be {expected}, as in the first line, but this line has {}",
                    row.field_count
                );
                return collector
                    .reject(line, Fault::new("body", "columns", Reason::new(msg, "column_count")));
            }
        };
        self.report_unnamed(text, ends);
        let mut errors = ValidationErrors::default();
        let mut body = NewTaskBody::default();
        let cells = self.columns.fields.iter().zip(fields_of(text, ends));
        for (field, cell) in cells.filter_map(|(field, cell)| field.map(|field| (field, cell))) {
            match self.value(field, cell) {
                Ok(Some(value)) => body.put(field.member, value),
                Ok(None) => {}
                Err(reason) => {
                    errors.add(Fault::new("body", field.member, reason));
                    // With this placeholder, an invalid title is not also reported as missing.
                    if field.member == "title" {
                        body.put(field.member, MemberValue::Text("?".to_owned()));
                    }
                }
            }
        }
        collector.add_task(line, body, errors);
    }

    /// Returns the value of a cell, or `None` for an empty cell.
    fn value(&self, field: &ImportColumn, cell: &[u8]) -> Result<Option<MemberValue>, Reason> {
        let Ok(cell) = std::str::from_utf8(cell) else {
            let msg = "must be UTF-8: save the file as \"CSV UTF-8\"";
            return Err(Reason::new(msg, "string_unicode"));
        };
        unescape(cell).map(|text| (field.value)(text, self.slash_dates)).transpose()
    }

    /// Reports each ignored column without a name at its first non-empty cell. Spreadsheets add columns that contain
    /// only empty cells. These columns are not reported.
    fn report_unnamed(&mut self, text: &[u8], ends: &[usize]) {
        let Columns { ignored, unnamed, .. } = &mut self.columns;
        unnamed.retain(|at| {
            let is_empty = fields_of(text, ends).nth(*at).is_none_or(|cell| cell.trim_ascii().is_empty());
            if !is_empty {
                ignored.push(format!("(column {})", at + 1));
            }
            is_empty
        });
    }
}

/// Computes the line number of a row, starting at 1.
struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    /// Returns the line number of the row at this byte offset. Empty lines before the row are skipped.
    fn line_at(&mut self, byte: usize) -> usize {
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
    use crate::v1::tasks::files::{FileError, read as read_file};
    use proptest::prelude::*;
    use serde_json::json;
    use tasklane_core::task::NewTask;

    fn tasks(file: &[u8]) -> Vec<NewTask> {
        read_file(MediaType::Csv, file).unwrap().tasks
    }

    /// Returns the location of each error.
    fn errors(file: &[u8]) -> serde_json::Value {
        match read_file(MediaType::Csv, file) {
            Err(FileError::Faulty { reported, omitted: 0 }) => {
                let errors = serde_json::to_value(reported.list()).unwrap();
                errors.as_array().unwrap().iter().map(|fault| fault["loc"].clone()).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn titles(file: &[u8]) -> Vec<String> {
        tasks(file).iter().map(|task| task.content.title.as_str().to_owned()).collect()
    }

    #[test]
    fn columns_are_matched_by_name_and_only_a_title_is_required() {
        let file = b"\xEF\xBB\xBFtags,x, Title ,DESCRIPTION,id,version\r\n\"home, shop,\",y,Buy milk,\"a\r\nb\",7,9\r\n";
        let [task] = &tasks(file)[..] else { panic!() };
        assert_eq!(task.content.title.as_str(), "Buy milk");
        assert_eq!(task.content.description.as_ref().unwrap().as_str(), "a\nb");
        assert_eq!(task.content.tags.as_slice(), ["home", "shop"]);
        assert_eq!(titles(b"title\na\nb"), ["a", "b"]);
        assert_eq!(titles(b"title,status\n,\n\n\na,\n"), ["a"], "empty rows must be skipped");
        assert_eq!(titles(b"title"), Vec::<String>::new());
    }

    #[test]
    fn empty_cell_leaves_the_default() {
        let [task] = &tasks(b"title,description,status,due_date,priority,tags\na,,,,,\n")[..] else {
            panic!()
        };
        assert_eq!(*task, NewTask::titled(task.content.title.clone()));
    }

    #[test]
    fn each_error_is_reported_with_its_line() {
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
            assert_eq!(errors(file), expected, "{shown}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_not_panic(any: Vec<u8>, near_valid in "(title|tags|\"|\r|\n|,|'|=|\\[|a|description|due_date){0,30}") {
            let _ = read_file(MediaType::Csv, &any);
            let _ = read_file(MediaType::Csv, &[b"title,tags,description\n", &any[..]].concat());
            let _ = read_file(MediaType::Csv, near_valid.as_bytes());
            let _ = read_file(MediaType::Json, &any);
        }
    }
}
