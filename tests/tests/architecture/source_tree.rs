//! The modules of one crate: their files, the names that each defines, and the names that each imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, ItemMod, ItemUse, Visibility};

use crate::references::{self, Reference};
use crate::use_tree::{Import, imports};

pub(crate) type ModuleId = usize;

pub(crate) struct Module {
    /// Relative to the crate's folder, such as `src/task/mod.rs`. Inline modules share a file.
    pub(crate) file: String,
    pub(crate) parent: Option<ModuleId>,
    pub(crate) children: BTreeMap<String, ModuleId>,
    pub(crate) items: BTreeSet<String>,
    /// The module calls a macro that may define any name.
    pub(crate) has_item_macro: bool,
    pub(crate) imports: Vec<Import>,
    pub(crate) references: Vec<Reference>,
}

/// All modules reachable from the crate root, the root first, without modules for unit tests.
pub(crate) struct SourceTree {
    pub(crate) modules: Vec<Module>,
}

impl SourceTree {
    /// Reads the crate in `folder`. `root` is the file of its root module, such as `src/lib.rs`.
    pub(crate) fn read(folder: &Path, root: &str) -> Self {
        let mut reader = Reader { folder, modules: Vec::new() };
        let file = PathBuf::from(root);
        let directory = file.parent().unwrap().to_owned();
        reader.read_file(&file, &directory, None);
        Self { modules: reader.modules }
    }
}

struct Reader<'a> {
    folder: &'a Path,
    modules: Vec<Module>,
}

impl Reader<'_> {
    /// Reads a file as a module. `directory` contains the files of the module's children.
    fn read_file(&mut self, file: &Path, directory: &Path, parent: Option<ModuleId>) -> ModuleId {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.add(file, directory, parent, &syntax.items)
    }

    fn add(&mut self, file: &Path, directory: &Path, parent: Option<ModuleId>, items: &[Item]) -> ModuleId {
        let id = self.modules.len();
        self.modules.push(Module {
            file: file.to_str().unwrap().to_owned(),
            parent,
            children: BTreeMap::new(),
            items: BTreeSet::new(),
            has_item_macro: false,
            imports: Vec::new(),
            references: Vec::new(),
        });
        for item in items.iter().filter(|item| !is_for_unit_tests(attributes(item))) {
            match item {
                Item::Mod(module) => self.add_child(module, file, directory, id),
                Item::Use(item) => self.add_imports(item, id),
                item => self.add_item(item, id),
            }
        }
        id
    }

    fn add_child(&mut self, module: &ItemMod, file: &Path, directory: &Path, parent: ModuleId) {
        let name = module.ident.to_string();
        let below = directory.join(&name);
        let child = if let Some((_, items)) = &module.content {
            self.add(file, &below, Some(parent), items)
        } else {
            let candidates = [directory.join(format!("{name}.rs")), below.join("mod.rs")];
            let found = candidates.iter().find(|file| self.folder.join(file).exists());
            let found = found
                .unwrap_or_else(|| panic!("there must be a file for module {name} of {}", file.display()));
            self.read_file(found, &below, Some(parent))
        };
        self.modules[parent].children.insert(name, child);
    }

    fn add_imports(&mut self, item: &ItemUse, id: ModuleId) {
        let is_private = matches!(item.vis, Visibility::Inherited);
        self.modules[id].imports.extend(imports(&item.tree, is_private));
    }

    fn add_item(&mut self, item: &Item, id: ModuleId) {
        let found = references::of(item);
        let module = &mut self.modules[id];
        module.imports.extend(found.imports);
        module.references.extend(found.references);
        match name(item) {
            Some(name) => drop(module.items.insert(name)),
            None => module.has_item_macro |= matches!(item, Item::Macro(_)),
        }
    }
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an item is compiled only for tests: `cfg(test)` or `cfg(all(test, …))`, but not `cfg(any(test, …))`.
fn is_for_unit_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let condition = attribute.meta.require_list().unwrap().tokens.to_string().replace(' ', "");
        condition == "test" || condition.starts_with("all(test,")
    })
}
