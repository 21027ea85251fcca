//! Finds the module that defines the last name of a path.

use crate::source_tree::{ModuleId, SourceTree};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Module(ModuleId),
    Item { module: ModuleId, name: String },
}

pub(crate) struct Resolver<'a> {
    tree: &'a SourceTree,
}

/// Imports being resolved, by module and position, to stop at circular imports.
type Trail = Vec<(ModuleId, usize)>;

impl<'a> Resolver<'a> {
    pub(crate) fn new(tree: &'a SourceTree) -> Self {
        Self { tree }
    }

    /// Returns `None` for names of other crates, the standard library and local variables, and for unresolved paths.
    pub(crate) fn resolve(&self, from: ModuleId, path: &[String]) -> Option<Target> {
        self.resolve_path(from, path, &mut Trail::new())
    }

    /// Whether the path must refer to this crate.
    pub(crate) fn is_internal(path: &[String]) -> bool {
        path.len() > 1 && matches!(path[0].as_str(), "crate" | "super" | "self")
    }

    fn resolve_path(&self, from: ModuleId, path: &[String], trail: &mut Trail) -> Option<Target> {
        let (mut module, mut rest) = (from, path);
        while let [first, others @ ..] = rest {
            module = match first.as_str() {
                "crate" => 0,
                "self" => module,
                "super" => self.tree.modules[module].parent?,
                _ => break,
            };
            rest = others;
        }
        self.find(module, rest, trail)
    }

    /// Resolves `path` in `module`.
    fn find(&self, module: ModuleId, path: &[String], trail: &mut Trail) -> Option<Target> {
        let [first, rest @ ..] = path else { return Some(Target::Module(module)) };
        let known = &self.tree.modules[module];
        let child = known.children.get(first).copied();
        // A function and a module may share a name, but a function is always the last part of a path.
        if let (Some(child), false) = (child, rest.is_empty()) {
            return self.find(child, rest, trail);
        }
        if known.items.contains(first) {
            return Some(Target::Item { module, name: first.clone() });
        }
        self.find_imported(module, first, rest, trail)
            .or(child.map(Target::Module))
            .or_else(|| self.find_in_globs(module, path, trail))
            .or_else(|| known.has_item_macro.then(|| Target::Item { module, name: first.clone() }))
    }

    fn find_imported(
        &self,
        module: ModuleId,
        first: &str,
        rest: &[String],
        trail: &mut Trail,
    ) -> Option<Target> {
        let imports = self.tree.modules[module].imports.iter().enumerate();
        let mut named = imports.filter(|(_, import)| import.name.as_deref() == Some(first));
        named.find_map(|(index, import)| {
            let path: Vec<_> = import.path.iter().chain(rest).cloned().collect();
            self.follow(module, index, &path, trail)
        })
    }

    fn find_in_globs(&self, module: ModuleId, path: &[String], trail: &mut Trail) -> Option<Target> {
        let imports = self.tree.modules[module].imports.iter().enumerate();
        let mut globs = imports.filter(|(_, import)| import.name.is_none());
        globs.find_map(|(index, import)| {
            let path: Vec<_> = import.path.iter().chain(path).cloned().collect();
            // Without this filter, a module whose macro may define any name would appear to define every name.
            self.follow(module, index, &path, trail).filter(|target| self.is_certain(target))
        })
    }

    fn follow(&self, module: ModuleId, import: usize, path: &[String], trail: &mut Trail) -> Option<Target> {
        if trail.contains(&(module, import)) {
            return None;
        }
        trail.push((module, import));
        let target = self.resolve_path(module, path, trail);
        trail.pop();
        target
    }

    fn is_certain(&self, target: &Target) -> bool {
        match target {
            Target::Module(_) => true,
            Target::Item { module, name } => self.tree.modules[*module].items.contains(name),
        }
    }
}
