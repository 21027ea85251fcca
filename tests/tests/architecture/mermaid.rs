//! Formats a module graph as a Mermaid flowchart. GitHub and most editors render it.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::module_graph::ModuleGraph;

/// Returns a flowchart with an arrow from each file to the files that it uses, and a box around each folder.
pub(crate) fn flowchart(graph: &ModuleGraph) -> String {
    let mut text = String::from("flowchart TD\n");
    let folder = |file: &str| file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    for name in graph.files.iter().map(|file| folder(file)).collect::<BTreeSet<_>>() {
        writeln!(text, "    subgraph {name}").unwrap();
        for file in graph.files.iter().filter(|file| folder(file) == name) {
            writeln!(text, "        {file}[{}]", &file[name.len() + 1..]).unwrap();
        }
        writeln!(text, "    end").unwrap();
    }
    for (from, to) in graph.edges.keys() {
        writeln!(text, "    {from} --> {to}").unwrap();
    }
    text
}
