//! docs/LOGGING.md matches the events in the code.

use std::collections::BTreeSet;

use tasklane_runtime::Event;

use crate::tree::{code_spans, read, rows, section};

// assures: R903
#[test]
fn page_lists_exactly_the_events_of_the_program() {
    let document = read("docs/LOGGING.md");
    let rows = rows(&section(&document, "## Events"));
    let documented: BTreeSet<_> = rows.iter().flat_map(|row| code_spans(row[0])).map(str::to_owned).collect();
    let known: BTreeSet<_> = Event::ALL.iter().map(|event| event.as_str().to_owned()).collect();
    assert_eq!(documented, known);
}
