//! docs/SETTINGS.md matches the settings that the code reads.

use std::collections::BTreeSet;

use crate::tree::{code_spans, production_code, read, rows};

fn is_name(text: &str) -> bool {
    text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Returns the setting names in string literals of the code. Other literals are not in capitals.
fn read_by_the_program() -> BTreeSet<String> {
    let code = production_code("app/src/settings");
    code.split('"').filter(|text| is_name(text)).map(str::to_owned).collect()
}

const PAGE: &str = "docs/SETTINGS.md";

/// The names in the first column of the page's tables.
pub(crate) fn documented_settings() -> BTreeSet<String> {
    let page = read(PAGE);
    let lines: Vec<_> = page.lines().collect();
    rows(&lines).iter().flat_map(|row| code_spans(row[0])).map(str::to_owned).collect()
}

#[test]
fn page_names_exactly_the_settings_that_the_program_reads() {
    let named = documented_settings();
    assert!(named.len() > 20, "more than 20 settings must be found on the page: {named:?}");
    let known = read_by_the_program();
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "{PAGE} must name only settings that the program reads, not {unknown:?}");
    let missing: Vec<_> = known.difference(&named).collect();
    assert!(missing.is_empty(), "{PAGE} must name all settings that the program reads, also {missing:?}");
}

#[test]
fn each_setting_has_one_row_with_its_values_and_an_example() {
    let page = read(PAGE);
    let lines: Vec<_> = page.lines().collect();
    let mut seen = BTreeSet::new();
    for row in rows(&lines) {
        let [name, _default, values, example] = row[..] else { panic!("{row:?} must have four cells") };
        assert!(seen.insert(name.to_owned()), "{name} must have only one row");
        assert!(!values.is_empty() && !example.is_empty(), "{name} must have values and an example");
    }
}
