//! The imports that a `use` declaration makes.

use syn::UseTree;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    /// `None` for a glob, as in `use path::*`.
    pub(crate) name: Option<String>,
    pub(crate) path: Vec<String>,
    /// Whether the import is private, not a re-export.
    pub(crate) is_private: bool,
}

/// Returns one import per name: three for `use a::{b, c::{self, d as e}}`.
pub(crate) fn imports(tree: &UseTree, is_private: bool) -> Vec<Import> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), is_private, &mut found);
    found
}

fn collect(tree: &UseTree, prefix: &mut Vec<String>, is_private: bool, found: &mut Vec<Import>) {
    let mut add = |name: Option<String>, last: Option<String>| {
        let path = prefix.iter().cloned().chain(last).collect();
        found.push(Import { name, path, is_private });
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            collect(&path.tree, prefix, is_private, found);
            prefix.pop();
        }
        UseTree::Name(name) if name.ident == "self" => add(prefix.last().cloned(), None),
        UseTree::Name(name) => add(Some(name.ident.to_string()), Some(name.ident.to_string())),
        UseTree::Rename(rename) if rename.ident == "self" => add(Some(rename.rename.to_string()), None),
        UseTree::Rename(rename) => add(Some(rename.rename.to_string()), Some(rename.ident.to_string())),
        UseTree::Glob(_) => add(None, None),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| collect(tree, prefix, is_private, found));
        }
    }
}
