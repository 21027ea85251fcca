//! Escapes the text of CSV cells in exports, so that spreadsheets don't evaluate the text as a formula, and unescapes
//! it in imports.
//!
//! A spreadsheet evaluates any cell that begins like a formula (OWASP, "CSV Injection"). Such text is prefixed with an
//! apostrophe, which marks a cell as text. The import removes an apostrophe only if the export could have added it. The
//! check skips leading apostrophes, so it has the same result for the original text and for the escaped cell.

use std::borrow::Cow;

/// The characters listed by OWASP, and their full-width forms, which some spreadsheets treat in the same way.
const BEGINS_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
const BREAKS: [char; 3] = ['\t', '\r', '\n'];

/// Returns the cell for a string. An empty cell has no value, so an empty string is written as a single apostrophe.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if needs_mark(text) { format!("'{text}").into() } else { text.into() }
}

/// Returns the text of a cell, or `None` if the cell is empty.
pub(super) fn unescape(cell: &str) -> Option<&str> {
    if cell.is_empty() {
        return None;
    }
    Some(cell.strip_prefix('\'').filter(|_| needs_mark(cell)).unwrap_or(cell))
}

/// Returns whether a string needs an apostrophe before it. Leading apostrophes are ignored.
fn needs_mark(text: &str) -> bool {
    let behind = text.trim_start_matches('\'');
    behind.is_empty() || behind.starts_with(BREAKS) || behind.trim_start().starts_with(BEGINS_FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_that_begins_like_a_formula_is_escaped() {
        for formula in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{3000}=1", "-"]
        {
            assert_eq!(escape(formula), format!("'{formula}"), "{formula:?}");
        }
        for plain in ["Buy milk", "a=b", "'til Monday", "'' x", " x", "1-2", "(=1)"] {
            assert_eq!(escape(plain), plain);
        }
    }

    #[test]
    fn only_an_added_apostrophe_is_removed() {
        for (cell, expected) in [
            ("'=1+1", Some("=1+1")),
            ("''=1+1", Some("'=1+1")),
            ("=1+1", Some("=1+1")),
            ("'til Monday", Some("'til Monday")),
            ("'", Some("")),
            ("''", Some("'")),
            ("", None),
        ] {
            assert_eq!(unescape(cell), expected, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_survives_a_round_trip(any in ".*", near_valid in "'{0,3}[ \t\n=+@-]{0,3}.{0,3}") {
            for original in [any, near_valid] {
                let cell = escape(&original);
                prop_assert_eq!(unescape(&cell), Some(&*original));
                prop_assert!(!cell.trim_start().starts_with(BEGINS_FORMULA) && !cell.starts_with(BREAKS));
            }
        }
    }
}
