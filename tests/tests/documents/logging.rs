//! docs/LOGGING.md against the events of the code.

use std::collections::BTreeSet;

use crate::tree::{code_spans, read, rows, section};

/// By the list from which the code makes them.
fn of_the_program() -> BTreeSet<String> {
    let code = read("core/src/event.rs");
    let (_, list) = code.split_once("\nevents! {").unwrap();
    let (list, _) = list.split_once("\n}").unwrap();
    let names = list.lines().filter(|line| !line.trim_start().starts_with("//"));
    names.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

#[test]
fn the_events_of_the_document_are_those_of_the_program() {
    let document = read("docs/LOGGING.md");
    let rows = rows(&section(&document, "## Events"));
    let documented: BTreeSet<_> = rows.iter().flat_map(|row| code_spans(row[0])).map(str::to_owned).collect();
    let known = of_the_program();
    assert!(known.len() > 10, "the events are not read as such: {known:?}");
    assert_eq!(documented, known);
}
