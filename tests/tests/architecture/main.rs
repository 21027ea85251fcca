//! The module graph of each crate has no cycles of files or folders.
//!
//! `scripts/module-graph.sh` draws the graphs.

mod cycles;
mod mermaid;
mod module_graph;
mod references;
mod resolve;
mod small_trees;
mod source_tree;
mod use_tree;

use std::fs;
use std::path::{Path, PathBuf};

use module_graph::ModuleGraph;

/// The folders of the workspace that contain a library, sorted by name.
fn crates() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
    let mut crates: Vec<_> = folders
        .filter(|folder| folder.path().join("Cargo.toml").is_file())
        .filter(|folder| folder.path().join("src/lib.rs").is_file())
        .map(|folder| (folder.file_name().into_string().unwrap(), folder.path()))
        .collect();
    crates.sort();
    crates
}

#[test]
fn no_modules_or_folders_form_a_cycle() {
    let crates = crates();
    assert!(crates.len() >= 10, "at least 10 crates must be found: {crates:?}");
    let mut faults = Vec::new();
    for (name, folder) in crates {
        let graph = ModuleGraph::of_crate(&folder, "src/lib.rs");
        let unresolved = graph.unresolved.iter().map(|path| format!("cannot resolve {path}"));
        faults.extend(unresolved.chain(cycles::cycles(&graph)).map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Not a test: writes one Mermaid file for each crate, for `scripts/module-graph.sh`.
#[test]
#[ignore = "writes files; `scripts/module-graph.sh` runs it"]
fn module_graphs_are_written() {
    for (name, folder) in crates() {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.mmd"));
        fs::write(&file, mermaid::flowchart(&ModuleGraph::of_crate(&folder, "src/lib.rs"))).unwrap();
        println!("{}", file.display());
    }
}
