//! Access to the project's files, and a minimal Markdown reader.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Rust code below a folder, without its unit tests.
pub(crate) fn production_code(folder: &str) -> String {
    let mut code = String::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
        if root().join(&name).is_dir() {
            code += &production_code(&name);
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "rs") {
            code += read(&name).split("#[cfg(test)]").next().unwrap();
        }
    }
    code
}

/// The folders with the source of the workspace's crates.
const CRATES: [&str; 12] = [
    "adapters-auth",
    "adapters-governor",
    "adapters-http",
    "adapters-mail",
    "adapters-postgres",
    "adapters-redis",
    "adapters-sqlite",
    "adopt",
    "app",
    "core",
    "runtime",
    "tests",
];

fn add_rust_files(folder: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
        if root().join(&name).is_dir() {
            if !name.ends_with("node_modules") && !name.ends_with("target") {
                add_rust_files(&name, files);
            }
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "rs") {
            files.push(name);
        }
    }
}

/// The paths of all Rust files of the workspace, relative to its root and sorted.
pub(crate) fn rust_files() -> Vec<String> {
    let mut files = Vec::new();
    for folder in CRATES {
        add_rust_files(folder, &mut files);
    }
    files.sort_unstable();
    files
}

/// Returns the code spans outside code blocks.
pub(crate) fn code_spans(markdown: &str) -> Vec<&str> {
    let outside_of_fences = markdown.split("\n```").step_by(2);
    outside_of_fences.flat_map(str::lines).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The lines below a heading, up to the next heading of the same or a higher level.
pub(crate) fn section<'a>(markdown: &'a str, heading: &str) -> Vec<&'a str> {
    let level = heading.split(' ').next().unwrap().len();
    let is_end = |line: &str| line.starts_with('#') && line.split(' ').next().unwrap().len() <= level;
    let mut lines = markdown.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "the page must have the heading {heading:?}");
    lines.take_while(|line| !is_end(line)).collect()
}

/// The cells of each table row, without header rows.
pub(crate) fn rows<'a>(lines: &[&'a str]) -> Vec<Vec<&'a str>> {
    let is_row = |line: &&&str| line.starts_with('|') && line.ends_with('|');
    let cells = |line: &&'a str| -> Vec<&'a str> {
        line.trim_matches('|').split(" |").map(|cell| cell.trim_matches(['|', ' '])).collect()
    };
    let mut rows: Vec<_> = lines.iter().filter(is_row).map(cells).collect();
    let heads: Vec<_> =
        rows.iter().enumerate().filter(|(_, row)| row[0].starts_with("--")).map(|(n, _)| n).collect();
    for head in heads.into_iter().rev() {
        rows.drain(head - 1..=head);
    }
    rows
}
