//! Text in a cell of CSV that nobody's spreadsheet takes for a formula, and that comes back as it was.
//!
//! A spreadsheet evaluates a cell that begins like a formula, whoever wrote it (OWASP, "CSV Injection"), so such text gets
//! an apostrophe before it, by which spreadsheets know text. It is taken off again where it can only be ours: the rule looks
//! past the apostrophes, so it says the same of a text and of its cell.

use std::borrow::Cow;

/// What OWASP lists, and the wide forms that some spreadsheets take for the same.
const BEGINS_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
const BREAKS: [char; 3] = ['\t', '\r', '\n'];

/// The cell of a text. An empty cell stands for no text at all, so the empty one is a lone apostrophe.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    if needs_mark(text) { format!("'{text}").into() } else { text.into() }
}

/// The text of a cell; `None` when it is empty.
pub(super) fn text(cell: &str) -> Option<&str> {
    if cell.is_empty() {
        return None;
    }
    Some(cell.strip_prefix('\'').filter(|_| needs_mark(cell)).unwrap_or(cell))
}

/// Whatever number of apostrophes it begins with.
fn needs_mark(text: &str) -> bool {
    let behind = text.trim_start_matches('\'');
    behind.is_empty() || behind.starts_with(BREAKS) || behind.trim_start().starts_with(BEGINS_FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_begins_like_a_formula_is_marked_as_text() {
        for formula in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{3000}=1", "-"]
        {
            assert_eq!(cell(formula), format!("'{formula}"), "{formula:?}");
        }
        for plain in ["Buy milk", "a=b", "'til Monday", "'' x", " x", "1-2", "(=1)"] {
            assert_eq!(cell(plain), plain);
        }
    }

    #[test]
    fn an_apostrophe_is_taken_off_where_it_is_a_mark_alone() {
        for (cell, expected) in [
            ("'=1+1", Some("=1+1")),
            ("''=1+1", Some("'=1+1")),
            ("=1+1", Some("=1+1")),
            ("'til Monday", Some("'til Monday")),
            ("'", Some("")),
            ("''", Some("'")),
            ("", None),
        ] {
            assert_eq!(text(cell), expected, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(any in ".*", alike in "'{0,3}[ \t\n=+@-]{0,3}.{0,3}") {
            for original in [any, alike] {
                let cell = cell(&original);
                prop_assert_eq!(text(&cell), Some(&*original));
                prop_assert!(!cell.trim_start().starts_with(BEGINS_FORMULA) && !cell.starts_with(BREAKS));
            }
        }
    }
}
