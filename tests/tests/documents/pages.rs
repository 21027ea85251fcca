//! Readability of the documentation pages: short lines, short sentences, and links that work.

use std::fs;

use crate::tree::{read, root};

const MAX_LINE_CHARS: usize = 140;
const MAX_SENTENCE_WORDS: usize = 35;

fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "CHANGELOG.md".to_owned()];
    let folders =
        fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    pages.extend(
        folders.map(|folder| format!("{folder}/README.md")).filter(|page| root().join(page).is_file()),
    );
    for folder in ["docs", "docs/decisions"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap()));
            }
        }
    }
    pages
}

/// The lines outside code blocks and generated sections, with their numbers.
fn prose(page: &str) -> Vec<(usize, &str)> {
    let (mut is_code, mut is_generated) = (false, false);
    let mut lines = Vec::new();
    for (n, line) in page.lines().enumerate() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        is_generated = line.ends_with(": generated -->") || is_generated && !line.ends_with(": end -->");
        if !is_code && !is_fence && !is_generated {
            lines.push((n + 1, line));
        }
    }
    lines
}

/// Paragraphs, headings, list items and table cells, each with the number of its first line.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (n, line) in prose(page) {
        let text = line.trim();
        if text.starts_with('|') {
            blocks.extend(text.split(" | ").map(|cell| (n, cell.to_owned())));
            is_open = false;
            continue;
        }
        let is_item = ["* ", "- ", "#"].iter().any(|start| text.starts_with(start))
            || text.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        match blocks.last_mut() {
            Some((_, block)) if is_open && !is_item && !text.is_empty() => {
                block.push(' ');
                block.push_str(text);
            }
            _ => blocks.push((n, text.to_owned())),
        }
        is_open = !text.is_empty();
    }
    blocks
}

fn sentences(block: &str) -> impl Iterator<Item = &str> {
    let marks = [". ", "? ", "! ", ".) ", ".* ", ".** ", ".\" "];
    let mut rest = Some(block);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = marks.iter().filter_map(|mark| text.find(mark).map(|at| at + mark.len())).min();
        let (sentence, after) = end.map_or((text, None), |end| (&text[..end], Some(&text[end..])));
        rest = after;
        Some(sentence)
    })
}

fn words(sentence: &str) -> usize {
    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

#[test]
fn lines_are_short() {
    let mut faults = Vec::new();
    for page in pages() {
        let text = read(&page);
        let long = prose(&text).into_iter().filter(|(_, line)| line.chars().count() > MAX_LINE_CHARS);
        faults.extend(long.map(|(n, _)| format!("{page}:{n}")));
    }
    assert!(faults.is_empty(), "lines must have at most {MAX_LINE_CHARS} characters: {faults:#?}");
}

#[test]
fn sentences_are_short() {
    let mut faults = Vec::new();
    for page in pages() {
        for (n, block) in blocks(&read(&page)) {
            let long = sentences(&block).filter(|sentence| words(sentence) > MAX_SENTENCE_WORDS);
            faults.extend(long.map(|sentence| format!("{page}:{n}: {sentence}")));
        }
    }
    assert!(faults.is_empty(), "sentences must have at most {MAX_SENTENCE_WORDS} words: {faults:#?}");
}

/// Returns the anchor that GitHub generates for a heading.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn links_lead_to_a_file_and_a_heading() {
    let mut faults = Vec::new();
    for page in pages() {
        let text = read(&page);
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (n, line) in prose(&text) {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let (path, heading) = link.split_once('#').unwrap_or((link, ""));
                if path.contains("://") {
                    continue;
                }
                let file = if path.is_empty() { page.clone() } else { format!("{folder}/{path}") };
                let file = file.trim_start_matches('/');
                let is_heading = |line: &str| line.starts_with('#') && anchor(line) == heading;
                let leads =
                    root().join(file).exists() && (heading.is_empty() || read(file).lines().any(is_heading));
                if !leads {
                    faults.push(format!("{page}:{n}: {link}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
