//! The dependencies between the files of a crate, with the names that cause them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::resolve::{Resolver, Target};
use crate::source_tree::{ModuleId, SourceTree};

/// For each pair of files: the names that the first file uses from the second.
pub(crate) type Edges = BTreeMap<(String, String), BTreeSet<String>>;

pub(crate) struct ModuleGraph {
    pub(crate) files: BTreeSet<String>,
    pub(crate) edges: Edges,
    /// Unresolved paths into the crate, each with the file that contains it. The graph lacks their edges.
    pub(crate) unresolved: Vec<String>,
}

impl ModuleGraph {
    pub(crate) fn of_crate(folder: &Path, root: &str) -> Self {
        let tree = SourceTree::read(folder, root);
        let mut builder = Builder { tree: &tree, edges: Edges::new(), unresolved: Vec::new() };
        (0..tree.modules.len()).for_each(|module| builder.add_module(module));
        let files = tree.modules.iter().map(|module| module.file.clone()).collect();
        Self { files, edges: builder.edges, unresolved: builder.unresolved }
    }
}

struct Builder<'a> {
    tree: &'a SourceTree,
    edges: Edges,
    unresolved: Vec<String>,
}

impl Builder<'_> {
    fn add_module(&mut self, module: ModuleId) {
        let known = &self.tree.modules[module];
        for import in &known.imports {
            self.add_path(module, &import.path, true, !import.is_private);
        }
        for reference in &known.references {
            self.add_path(module, &reference.path, !reference.is_guess, false);
        }
    }

    fn add_path(&mut self, from: ModuleId, path: &[String], must_resolve: bool, is_re_export: bool) {
        let file = &self.tree.modules[from].file;
        match Resolver::new(self.tree).resolve(from, path) {
            // A module that only re-exports its children does not depend on them.
            Some(Target::Item { module, .. }) if is_re_export && self.is_below(module, from) => {}
            Some(Target::Item { module, name }) => {
                let to = &self.tree.modules[module].file;
                if to != file {
                    self.edges.entry((file.clone(), to.clone())).or_default().insert(name);
                }
            }
            None if must_resolve && Resolver::is_internal(path) => {
                self.unresolved.push(format!("{file}: {}", path.join("::")));
            }
            Some(Target::Module(_)) | None => {}
        }
    }

    fn is_below(&self, module: ModuleId, ancestor: ModuleId) -> bool {
        let mut ancestors = std::iter::successors(Some(module), |id| self.tree.modules[*id].parent);
        ancestors.any(|id| id == ancestor)
    }
}
