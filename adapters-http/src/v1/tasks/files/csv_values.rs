//! Converts CSV cells to values. Accepts the spellings that spreadsheets and people commonly use.

use crate::extract::{MemberValue, object};
use crate::respond::Reason;

/// The order of day and month in dates like `3/4/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlashDates {
    DayFirst,
    MonthFirst,
    /// The order can't be determined from the dates of the file.
    Unknown,
}

impl SlashDates {
    /// Detects the order from the cells of a column: a number above 12 is a day. Returns `usual` if no date has a
    /// number above 12, and [`Unknown`](Self::Unknown) if the dates have different orders.
    pub(super) fn detect(cells: impl Iterator<Item = impl AsRef<str>>, usual: Self) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for [first, second, _] in cells.filter_map(|cell| slash_date(cell.as_ref())) {
            day_first |= first > 12;
            month_first |= second > 12;
        }
        match (day_first, month_first) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            (false, false) => usual,
            (true, true) => Self::Unknown,
        }
    }
}

/// Normalizes line breaks, because some spreadsheets write CRLF within a cell.
#[expect(clippy::unnecessary_wraps, reason = "other columns have values that can't be read")]
pub(super) fn text(text: &str, _: SlashDates) -> Result<MemberValue, Reason> {
    Ok(MemberValue::Text(text.replace("\r\n", "\n")))
}

/// Converts a label to its API value, for example `In Progress` to `in_progress`.
#[expect(clippy::unnecessary_wraps, reason = "other columns have values that can't be read")]
pub(super) fn label(text: &str, _: SlashDates) -> Result<MemberValue, Reason> {
    Ok(MemberValue::Text(text.trim().to_lowercase().replace([' ', '-'], "_")))
}

/// Accepts a JSON array, or names separated by commas.
pub(super) fn tags(text: &str, _: SlashDates) -> Result<MemberValue, Reason> {
    if !text.starts_with('[') {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        return Ok(MemberValue::List(names.map(str::to_owned).collect()));
    }
    object::check(text).and_then(|()| serde_json::from_str(text)).map_err(|error| {
        Reason::new(
            format!("must be a JSON array of strings, or comma-separated names: {error}"),
            "list_type",
        )
    })
}

/// Converts a yes/no cell to a status. Spreadsheets save a checkbox as a word in the language of the user.
pub(super) fn completed_flag(text: &str, _: SlashDates) -> Result<MemberValue, Reason> {
    let status = match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "x" | "1" | "done" | "completed" | "complete" | "wahr" | "ja" | "vrai"
        | "oui" | "✓" | "✔" | "☑" | "verdadero" | "sí" | "vero" | "sì" | "waar" => "completed",
        "" | "false" | "no" | "n" | "0" | "open" | "pending" | "falsch" | "nein" | "faux" | "non" | "☐"
        | "falso" | "onwaar" | "nee" => "pending",
        _ => {
            return Err(Reason::new(
                "must be yes or no in the column that marks completed tasks",
                "bool_parsing",
            ));
        }
    };
    Ok(MemberValue::Text(status.to_owned()))
}

pub(super) fn due_date(text: &str, slash_dates: SlashDates) -> Result<MemberValue, Reason> {
    let text = text.trim();
    let day_first = |[day, month, year]: [u32; 3]| format!("{year:04}-{month:02}-{day:02}");
    let date = if let Some(date) = date_of(text, '.') {
        day_first(date)
    } else if let Some([first, second, year]) = slash_date(text) {
        match slash_dates {
            SlashDates::DayFirst => day_first([first, second, year]),
            SlashDates::MonthFirst => day_first([second, first, year]),
            SlashDates::Unknown => {
                let msg = "is ambiguous: write the year, month and day, such as 2026-12-31";
                return Err(Reason::new(msg, "date_from_datetime_parsing"));
            }
        }
    } else {
        text.to_owned()
    };
    Ok(MemberValue::Text(date))
}

fn slash_date(text: &str) -> Option<[u32; 3]> {
    date_of(text.trim(), '/')
}

/// Parses two numbers of at most two digits each, and a year of four digits.
fn date_of(text: &str, separator: char) -> Option<[u32; 3]> {
    let mut parts = text.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_date = parts.next().is_none()
        && is_number(first, 1..=2)
        && is_number(second, 1..=2)
        && is_number(year, 4..=4);
    is_date.then(|| Some([first.parse().ok()?, second.parse().ok()?, year.parse().ok()?])).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(&str, SlashDates) -> Result<MemberValue, Reason>;

    fn read(reader: Reader, cell: &str, slash_dates: SlashDates) -> Option<String> {
        match reader(cell, slash_dates) {
            Ok(MemberValue::Text(text)) => Some(text),
            Ok(other) => panic!("{other:?}"),
            Err(_) => None,
        }
    }

    #[test]
    fn spreadsheet_dates_are_parsed() {
        use SlashDates::*;
        for (cell, slash_dates, expected) in [
            ("2026-02-28", Unknown, Some("2026-02-28")),
            ("28.02.2026", Unknown, Some("2026-02-28")),
            ("1.2.2026", MonthFirst, Some("2026-02-01")),
            ("28/02/2026", DayFirst, Some("2026-02-28")),
            (" 2/28/2026 ", MonthFirst, Some("2026-02-28")),
            ("3/4/2026", Unknown, None),
            ("31.02.26", Unknown, Some("31.02.26")),
            ("1.2.3.2026", Unknown, Some("1.2.3.2026")),
            ("soon", Unknown, Some("soon")),
        ] {
            assert_eq!(read(due_date, cell, slash_dates).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn day_above_12_determines_the_order_of_all_dates() {
        use SlashDates::*;
        for (cells, expected) in [
            (&["1/2/2026", "13/2/2026"][..], DayFirst),
            (&["1/2/2026", "1/13/2026"], MonthFirst),
            (&["13/1/2026", "1/13/2026"], Unknown),
            (&["", "2026-01-13"], Unknown),
        ] {
            assert_eq!(SlashDates::detect(cells.iter(), Unknown), expected, "{cells:?}");
        }
        assert_eq!(SlashDates::detect(["1/2/2026"].into_iter(), DayFirst), DayFirst);
    }

    #[test]
    fn words_are_matched_regardless_of_case() {
        let cells: [(Reader, _, _); 7] = [
            (label, "In Progress", Some("in_progress")),
            (label, "COMPLETED", Some("completed")),
            (label, " High", Some("high")),
            (completed_flag, "TRUE", Some("completed")),
            (completed_flag, "FALSCH", Some("pending")),
            (completed_flag, "oui", Some("completed")),
            (completed_flag, "perhaps", None),
        ];
        for (reader, cell, expected) in cells {
            assert_eq!(read(reader, cell, SlashDates::Unknown).as_deref(), expected, "{cell}");
        }
    }
}
