//! The paths in an item: in types, expressions, patterns, attributes and macro input.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, Macro, Meta};

use crate::use_tree::{Import, imports};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) path: Vec<String>,
    /// The path comes from macro input or a string literal, so it need not be a path of this crate.
    pub(crate) is_guess: bool,
}

#[derive(Default)]
pub(crate) struct Found {
    pub(crate) references: Vec<Reference>,
    /// The imports in function bodies.
    pub(crate) imports: Vec<Import>,
}

pub(crate) fn of(item: &Item) -> Found {
    let mut found = Found::default();
    found.visit_item(item);
    found
}

impl Found {
    fn guess(&mut self, path: Vec<String>) {
        if !path.is_empty() {
            self.references.push(Reference { path, is_guess: true });
        }
    }

    /// Reads each sequence of identifiers joined by `::`.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Vec::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.guess(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    self.guess(std::mem::take(&mut path));
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.read_tokens(group.stream()),
                        TokenTree::Literal(literal) => self.read_text(&literal.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.guess(path);
    }

    /// Reads a path in a string literal, as in `#[serde(with = "crate::times")]`.
    fn read_text(&mut self, literal: &str) {
        let text = literal.trim_matches('"');
        if text.starts_with("crate::") || text.starts_with("super::") {
            self.guess(text.split("::").map(str::to_owned).collect());
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let path = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.references.push(Reference { path, is_guess: false });
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.read_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            Meta::List(list) => self.read_tokens(list.tokens.clone()),
            Meta::NameValue(_) | Meta::Path(_) => {}
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.imports.extend(imports(&item.tree, true));
    }
}
