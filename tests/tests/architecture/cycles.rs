//! Finds files or folders that depend on each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::module_graph::{Edges, ModuleGraph};

/// Returns one description per group of files or folders that depend on each other, with the names that they use.
pub(crate) fn cycles(graph: &ModuleGraph) -> Vec<String> {
    let mut found: Vec<_> = groups(&graph.edges).iter().map(|group| describe(group, &graph.edges)).collect();
    for folder in folders(graph) {
        let edges = edges_within(&folder, &graph.edges);
        // Cycles of files are reported above.
        let of_folders =
            groups(&edges).into_iter().filter(|group| group.iter().any(|part| part.ends_with('/')));
        found.extend(of_folders.map(|group| describe(&group, &edges)));
    }
    found
}

fn describe(group: &BTreeSet<String>, edges: &Edges) -> String {
    let mut text = String::from("modules depend on each other:");
    for ((from, to), names) in edges {
        if group.contains(from) && group.contains(to) {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            write!(text, "\n    {from} -> {to}: {}", names.join(", ")).unwrap();
        }
    }
    text
}

/// Strongly connected components with more than one member.
fn groups(edges: &Edges) -> Vec<BTreeSet<String>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in edges.keys() {
        next.entry(from).or_default().push(to);
    }
    let reached: BTreeMap<_, _> = next.keys().map(|from| (*from, reachable(from, &next))).collect();
    let mut found = BTreeSet::new();
    for (from, all) in &reached {
        if all.contains(from) {
            let is_mutual = |to: &&&str| reached.get(**to).is_some_and(|back| back.contains(from));
            found.insert(all.iter().filter(is_mutual).map(|name| (*name).to_owned()).collect());
        }
    }
    found.into_iter().collect()
}

fn reachable<'a>(from: &str, next: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut to_visit: Vec<&str> = next.get(from).cloned().unwrap_or_default();
    while let Some(name) = to_visit.pop() {
        if reached.insert(name) {
            to_visit.extend(next.get(name).into_iter().flatten());
        }
    }
    reached
}

/// Returns all folders, each with a trailing slash.
fn folders(graph: &ModuleGraph) -> BTreeSet<String> {
    let ends = graph.files.iter().flat_map(|file| file.match_indices('/').map(|(end, _)| &file[..=end]));
    ends.map(str::to_owned).collect()
}

/// The edges between the direct children of `folder`: its files, and each subfolder as one node.
fn edges_within(folder: &str, edges: &Edges) -> Edges {
    let part = |file: &str| {
        let rest = file.strip_prefix(folder)?;
        let end = rest.find('/').map_or(rest.len(), |end| end + 1);
        Some(format!("{folder}{}", &rest[..end]))
    };
    let mut within = Edges::new();
    for ((from, to), names) in edges {
        if let (Some(from), Some(to)) = (part(from), part(to))
            && from != to
        {
            within.entry((from, to)).or_default().extend(names.iter().cloned());
        }
    }
    within
}
