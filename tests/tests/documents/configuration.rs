//! The README's table of settings against the code that reads them.

use std::collections::BTreeSet;

use crate::tree::{code_spans, read, rows, section, shipped_code};

fn is_name(text: &str) -> bool {
    text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Settings are read by their names, which are the only texts in capitals there.
fn read_by_the_program() -> BTreeSet<String> {
    let code = shipped_code("app/src/settings");
    code.split('"').filter(|text| is_name(text)).map(str::to_owned).collect()
}

#[test]
fn the_settings_of_the_readme_are_those_of_the_program() {
    let readme = read("README.md");
    let rows = rows(&section(&readme, "## Configuration"));
    let named: BTreeSet<_> = rows.iter().flat_map(|row| code_spans(row[0])).map(str::to_owned).collect();
    assert!(named.len() > 20, "the table is not read as one: {named:?}");
    let known = read_by_the_program();
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "the README names what the program does not read: {unknown:?}");
    let missing: Vec<_> = known.difference(&named).collect();
    assert!(missing.is_empty(), "the README does not name: {missing:?}");
}
