//! docs/SECURITY.md: every promise is there, with the tests that show it, and they exist.

use std::ops::RangeInclusive;

use crate::tree::{code_spans, read, root, rows, section};

const DOCUMENT: &str = "docs/SECURITY.md";
/// The numbers of the promises, part by part.
const PROMISES: [RangeInclusive<u16>; 10] = [
    101..=115,
    201..=212,
    214..=214,
    301..=310,
    401..=412,
    501..=513,
    601..=610,
    701..=711,
    801..=822,
    901..=910,
];
const FOLDERS: [&str; 10] = [
    "adapters-",
    "app/",
    "core/",
    "docs/",
    "migrations/",
    "openapi.json",
    "runtime/",
    "scripts/",
    "tests/",
    "web/",
];
/// How many requirements the standard has at each level.
const LEVELS: [(&str, usize); 3] = [("### Level 1", 70), ("### Level 2", 183), ("### Level 3", 92)];

/// Whether there is a test of this name, as the test runner, a macro or the contract of the ports knows them.
fn has_test(path: &str, name: &str) -> bool {
    let code = read(path);
    let Some((before, _)) = code.split_once(&format!("fn {name}(")) else { return false };
    let attributes = before.rsplit("\n\n").next().unwrap();
    let is_marked = ["test]", "::test("].iter().any(|mark| attributes.contains(mark));
    let in_macro =
        before.rsplit_once("on_every_database! {").is_some_and(|(_, inside)| !inside.contains("\n}"));
    is_marked || in_macro || path.starts_with("core/src/testing/contract/")
}

/// What is wrong about a file, or a test as `file.rs::test`, that the document names.
fn fault_of(text: &str) -> Option<String> {
    let (path, test) = text.split_once("::").map_or((text, None), |(path, test)| (path, Some(test)));
    if !root().join(path).exists() {
        return Some(format!("{text}: no such file"));
    }
    test.filter(|test| !has_test(path, test)).map(|_| format!("{text}: no such test"))
}

#[test]
fn every_file_and_every_test_that_is_named_exists() {
    let document = read(DOCUMENT);
    let mut named = code_spans(&document);
    named.retain(|text| FOLDERS.iter().any(|folder| text.starts_with(folder)));
    let faults: Vec<_> = named.iter().filter_map(|text| fault_of(text)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let tests = named.iter().filter(|text| text.contains("::")).count();
    assert!(tests > 100, "only {tests} tests were recognised");
}

/// What is wrong about the row of a promise: its number, what it says, what shows it.
fn fault_of_row(row: &[&str]) -> Option<&'static str> {
    let [_, promise, evidence] = row else { return Some("has not three cells") };
    let is_shown = code_spans(evidence).iter().any(|text| text.contains("::"));
    let is_excused = ["Deviation: ", "Measured: ", "Checked: "].iter().any(|word| evidence.contains(word));
    match (promise.len() > 10, is_shown || is_excused) {
        (false, _) => Some("promises nothing"),
        (true, false) => Some("is neither shown nor excused"),
        (true, true) => None,
    }
}

#[test]
fn every_promise_is_there_with_what_shows_it_or_an_excuse() {
    let document = read(DOCUMENT);
    let rows = rows(&section(&document, "## What is promised, and how it is shown"));
    let fault_of_number = |number: u16| {
        let name = format!("R{number}");
        let found: Vec<_> = rows.iter().filter(|row| row[0] == name).collect();
        let fault = match found.as_slice() {
            [row] => fault_of_row(row),
            [] => Some("is missing"),
            _ => Some("is there more than once"),
        };
        fault.map(|fault| format!("{name} {fault}"))
    };
    let faults: Vec<_> = PROMISES.into_iter().flatten().filter_map(fault_of_number).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn each_number_of_the_asvs_tables_adds_up() {
    let document = read(DOCUMENT);
    for (level, requirements) in LEVELS {
        let section = section(&document, level);
        let rows = rows(&section);
        let counts = |row: &[&str]| -> [usize; 5] {
            let counts: Vec<_> = row[1..].iter().map(|cell| cell.parse().unwrap()).collect();
            let [all, met, operator, deviating, inapplicable] = counts[..] else {
                panic!("{level}: {row:?}")
            };
            assert_eq!(all, met + operator + deviating + inapplicable, "{level}: {row:?}");
            [all, met, operator, deviating, inapplicable]
        };
        let (total, chapters) = rows.split_last().unwrap();
        let total = counts(total);
        let sum = |column: usize| chapters.iter().map(|row| counts(row)[column]).sum();
        assert_eq!(total, [0, 1, 2, 3, 4].map(sum), "{level}");
        assert_eq!(total[0], requirements, "{level}");
        let named = section.iter().filter(|line| line.starts_with("* v5.0.0-")).count();
        assert_eq!(named, total[3], "{level}: the deviations that are counted and those that are named");
    }
}
