//! Reads the records of a CSV file, one after the other, into a buffer of fixed size. A record that is too long, or has
//! too many fields, therefore needs no extra memory.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::import_collector::MAX_TASK_BYTES;

/// Maximum number of columns of a file.
pub(super) const MAX_COLUMNS: usize = 100;

pub(super) struct Records<'f> {
    reader: Reader,
    file: &'f [u8],
    at: usize,
    text: Vec<u8>,
    /// End offset of each field in `text`.
    ends: Vec<usize>,
}

pub(super) struct Record<'r> {
    /// Byte offset in the file. Empty lines before the record belong to the record.
    pub(super) begin: usize,
    pub(super) is_blank: bool,
    pub(super) field_count: usize,
    pub(super) fields: Fields<'r>,
}

pub(super) enum Fields<'r> {
    All { text: &'r [u8], ends: &'r [usize] },
    TooMany,
    TooLarge,
}

impl<'f> Records<'f> {
    /// Creates a reader that begins at this byte offset of the file.
    pub(super) fn new(file: &'f [u8], begin: usize, separator: u8) -> Self {
        // Each buffer has one element more than its limit, because the reader needs spare room to detect the end of a
        // record.
        let (text, ends) = (vec![0; MAX_TASK_BYTES + 1], vec![0; MAX_COLUMNS + 1]);
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { reader, file, at: begin, text, ends }
    }

    pub(super) fn next(&mut self) -> Option<Record<'_>> {
        let begin = self.at;
        let (mut text, mut fields, mut field_count) = (0, 0, 0);
        let (mut is_blank, mut is_too_large) = (true, false);
        loop {
            // Empty input signals the end of the file to the reader.
            let (result, read, written, ended) = self.reader.read_record(
                self.file.get(self.at..).unwrap_or_default(),
                self.text.get_mut(text..).unwrap_or_default(),
                self.ends.get_mut(fields..).unwrap_or_default(),
            );
            self.at += read;
            text += written;
            fields += ended;
            field_count += ended;
            is_blank &= written == 0;
            match result {
                ReadRecordResult::InputEmpty => {}
                // Skip the rest of an oversized record by overwriting the buffer.
                ReadRecordResult::OutputFull => (text, is_too_large) = (0, true),
                ReadRecordResult::OutputEndsFull => fields = 0,
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return None,
            }
        }
        let fields = if is_too_large {
            Fields::TooLarge
        } else if field_count > MAX_COLUMNS {
            Fields::TooMany
        } else {
            let (text, ends) = (self.text.get(..text), self.ends.get(..fields));
            Fields::All { text: text.unwrap_or_default(), ends: ends.unwrap_or_default() }
        };
        Some(Record { begin, is_blank, field_count, fields })
    }
}

/// Returns the bytes of each field.
pub(super) fn fields_of<'r>(text: &'r [u8], ends: &'r [usize]) -> impl Iterator<Item = &'r [u8]> {
    let begins = std::iter::once(0).chain(ends.iter().copied());
    begins.zip(ends).map(|(begin, end)| text.get(begin..*end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the offset of each record, its fields or its error, and its number of fields.
    fn records(file: &[u8]) -> Vec<(usize, String, usize)> {
        let mut records = Records::new(file, 0, b',');
        let mut found = Vec::new();
        while let Some(record) = records.next() {
            let shown = match record.fields {
                Fields::All { text, ends } => {
                    fields_of(text, ends).map(String::from_utf8_lossy).collect::<Vec<_>>().join("|")
                }
                Fields::TooMany => "too many".to_owned(),
                Fields::TooLarge => "too large".to_owned(),
            };
            found.push((record.begin, shown, record.field_count));
        }
        found
    }

    #[test]
    fn quotes_line_breaks_and_empty_lines_are_parsed() {
        let expected = [(0, "a|b\n\"", 2), (9, "", 1), (12, "||c", 3), (16, "d", 1)];
        let expected = expected.map(|(begin, shown, count)| (begin, shown.to_owned(), count));
        assert_eq!(records(b"a,\"b\n\"\"\"\n\"\"\n,,c\r\n\nd"), expected);
        assert_eq!(records(b""), []);
    }

    #[test]
    fn oversized_record_is_skipped() {
        let largest = "x".repeat(MAX_TASK_BYTES);
        let file = format!("a\n{largest}\n\"{largest},x\"\nb");
        let found: Vec<_> =
            records(file.as_bytes()).into_iter().map(|(_, shown, count)| (shown, count)).collect();
        let expected = [("a", 1), (&largest, 1), ("too large", 1), ("b", 1)];
        assert_eq!(found, expected.map(|(shown, count)| (shown.to_owned(), count)));
    }

    #[test]
    fn fields_above_the_limit_are_counted() {
        let file = format!("{}\na\n{}", ",".repeat(99), ",".repeat(3_000_000));
        let found: Vec<_> = records(file.as_bytes()).into_iter().map(|(_, _, count)| count).collect();
        assert_eq!(found, [100, 1, 3_000_001]);
    }

    #[test]
    fn unclosed_quote_consumes_the_file_without_more_memory() {
        let file = format!("a\n\"{}", "b\n".repeat(2_000_000));
        let mut all = Records::new(file.as_bytes(), 0, b',');
        let mut last = None;
        while let Some(record) = all.next() {
            last = Some(matches!(record.fields, Fields::TooLarge));
        }
        assert_eq!(last, Some(true));
        assert_eq!(all.text.capacity(), MAX_TASK_BYTES + 1);
    }
}
