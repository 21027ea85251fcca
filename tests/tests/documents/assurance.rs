//! Compares docs/assurance.md with the markers of the tests: `// assures: R101, R404` assigns a test to requirements.
//! `make assurance` rewrites the page's lists of tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;

use crate::tree::{code_spans, read, root, rust_files, section};

const DOCUMENT: &str = "docs/assurance.md";
/// The requirement numbers, section by section.
const REQUIREMENTS: [RangeInclusive<u16>; 10] = [
    101..=115,
    201..=212,
    214..=214,
    301..=310,
    401..=412,
    501..=513,
    601..=610,
    701..=715,
    801..=822,
    901..=910,
];
const MARKER: &str = "// assures: ";
/// The macro that creates the tests of the store contract.
const CONTRACT: &str = "contract_tests!";

/// By requirement and file: the tests, in their order in the file.
type Markers = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn numbers() -> BTreeSet<String> {
    REQUIREMENTS.into_iter().flatten().map(|number| format!("R{number}")).collect()
}

/// Returns the name of the test below a marker, and the lines between the marker and the test.
fn test_below(lines: &[&str]) -> Option<(String, String)> {
    let is_between = |line: &&&str| {
        ["#", "//"].iter().any(|start| line.trim_start().starts_with(start)) || line.is_empty()
    };
    let between: Vec<_> = lines.iter().take_while(is_between).copied().collect();
    let declaration = lines.get(between.len())?;
    if declaration.starts_with(CONTRACT) {
        return Some((CONTRACT.to_owned(), between.join("\n")));
    }
    let (_, rest) = declaration.split_once("fn ")?;
    let name = rest.split('(').next()?;
    Some((name.to_owned(), between.join("\n")))
}

/// Whether the test runner, `on_every_database!` or the contract suite runs this function.
fn is_run(path: &str, before: &str, attributes: &str) -> bool {
    let is_test = ["test]", "::test("].iter().any(|mark| attributes.contains(mark));
    let in_macro =
        before.rsplit_once("on_every_database! {").is_some_and(|(_, inside)| !inside.contains("\n}"));
    is_test || in_macro || path.starts_with("core/src/testing/contract/")
}

fn markers() -> Markers {
    let mut markers = Markers::new();
    for path in rust_files().into_iter().filter(|path| !path.starts_with("tests/tests/documents/")) {
        let text = read(&path);
        let lines: Vec<_> = text.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let Some(numbers) = line.trim_start().strip_prefix(MARKER) else { continue };
            let (test, attributes) = test_below(&lines[n + 1..])
                .unwrap_or_else(|| panic!("{path}:{}: a function must follow the marker", n + 1));
            let is_run = test == CONTRACT || is_run(&path, &lines[..n].join("\n"), &attributes);
            assert!(is_run, "{path}: {test} must be a test");
            for number in numbers.split(", ") {
                let files = markers.entry(number.to_owned()).or_default();
                files.entry(path.clone()).or_default().push(test.clone());
            }
        }
    }
    markers
}

fn is_generated(line: &str) -> bool {
    line.starts_with("- `") || line.starts_with("  - `")
}

/// The page with its lists of tests rewritten.
fn rewritten(page: &str, markers: &Markers) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut list: Vec<String> = Vec::new();
    for line in page.lines().filter(|line| !is_generated(line)) {
        if line.starts_with('#') {
            lines.append(&mut list);
        }
        if line.is_empty() && lines.last().is_some_and(String::is_empty) {
            continue;
        }
        lines.push(line.to_owned());
        let Some(files) = line.strip_prefix("### ").and_then(|number| markers.get(number)) else { continue };
        for (file, tests) in files {
            list.push(format!("- `{file}`"));
            list.extend(tests.iter().map(|test| format!("  - `{test}`")));
        }
        list.push(String::new());
    }
    lines.append(&mut list);
    format!("{}\n", lines.join("\n").trim_end())
}

#[test]
fn page_lists_the_tests_that_carry_markers() {
    let page = read(DOCUMENT);
    let fresh = rewritten(&page, &markers());
    assert!(page == fresh, "{DOCUMENT} must be up to date: run `make assurance` and commit the page");
}

#[test]
#[ignore = "rewrites the page; `make assurance` runs it"]
fn assurance_page_is_written() {
    fs::write(root().join(DOCUMENT), rewritten(&read(DOCUMENT), &markers())).unwrap();
}

#[test]
fn every_marker_names_a_known_requirement() {
    let marked: BTreeSet<_> = markers().into_keys().collect();
    let unknown: Vec<_> = marked.difference(&numbers()).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn page_has_each_requirement_once_and_no_other() {
    let page = read(DOCUMENT);
    let headings: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let expected: Vec<_> = numbers().into_iter().collect();
    let mut sorted = headings.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
}

#[test]
fn each_requirement_is_verified_by_a_test_or_says_how_it_is_checked() {
    let page = read(DOCUMENT);
    let markers = markers();
    let mut faults = Vec::new();
    for number in numbers() {
        let lines = section(&page, &format!("### {number}"));
        if lines.get(1).is_none_or(|text| text.len() < 20) {
            faults.push(format!("{number} has no text"));
        }
        let is_checked = ["*Checked:* ", "*Measured:* "]
            .iter()
            .any(|word| lines.iter().any(|line| line.starts_with(word)));
        if !markers.contains_key(&number) && !is_checked {
            faults.push(format!("{number} has neither a test nor a check"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    let tests: usize = markers.values().flat_map(BTreeMap::values).map(Vec::len).sum();
    assert!(tests > 300, "more than 300 markers must be found, not {tests}");
}

#[test]
fn files_named_by_the_page_exist() {
    let page = read(DOCUMENT);
    let by_hand: Vec<_> = page.lines().filter(|line| !is_generated(line)).collect();
    for name in code_spans(&by_hand.join("\n")) {
        let is_path =
            ["app/", "core/", "tests/", "web/", "scripts/"].iter().any(|part| name.starts_with(part));
        let path = name.split(' ').next().unwrap();
        assert!(!is_path || root().join(path).exists(), "{name}");
    }
}
