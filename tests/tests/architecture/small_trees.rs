//! Tests of the cycle check itself, on crates of a few lines.

use std::fs;

use crate::cycles::cycles;
use crate::module_graph::ModuleGraph;

fn graph(files: &[(&str, &str)]) -> ModuleGraph {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join("src").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    ModuleGraph::of_crate(folder.path(), "src/lib.rs")
}

/// Formats an edge as `from -> to: names`.
fn edges(graph: &ModuleGraph) -> Vec<String> {
    let edge = |((from, to), names): (&(String, String), &std::collections::BTreeSet<String>)| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        format!("{from} -> {to}: {}", names.join(", ")).replace("src/", "")
    };
    graph.edges.iter().map(edge).collect()
}

#[test]
fn layers_have_no_cycle() {
    let graph = graph(&[
        ("lib.rs", "mod a; mod b; mod c; pub use a::A;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "pub struct B(pub crate::c::C);"),
        ("c.rs", "pub struct C;"),
    ]);
    assert_eq!(edges(&graph), ["a.rs -> b.rs: B", "b.rs -> c.rs: C"]);
    assert_eq!(cycles(&graph), Vec::<String>::new());
}

#[test]
fn cycle_is_reported_with_its_files_and_names() {
    let graph = graph(&[
        ("lib.rs", "mod a; mod b; mod apart;"),
        ("a.rs", "use crate::b::B; pub struct A; fn f(_: B) {}"),
        ("b.rs", "use super::a::A; pub struct B(A);"),
        ("apart.rs", "use crate::a::A; fn f(_: A) {}"),
    ]);
    let expected = "modules depend on each other:\n    src/a.rs -> src/b.rs: B\n    src/b.rs -> src/a.rs: A";
    assert_eq!(cycles(&graph), [expected]);
}

#[test]
fn re_exported_name_resolves_to_the_file_that_defines_it() {
    let graph = graph(&[
        ("lib.rs", "mod user; mod task; pub use user::{Name as UserName, *};"),
        ("user/mod.rs", "mod name; mod email; pub use name::Name; pub use self::email::*;"),
        ("user/name.rs", "pub struct Name;"),
        ("user/email.rs", "use super::Name; pub struct Email(Name);"),
        ("task.rs", "use crate::{Email, UserName}; fn f(_: Email, _: UserName) {}"),
    ]);
    let expected = [
        "task.rs -> user/email.rs: Email",
        "task.rs -> user/name.rs: Name",
        "user/email.rs -> user/name.rs: Name",
    ];
    assert_eq!(edges(&graph), expected);
    assert_eq!(cycles(&graph), Vec::<String>::new());
}

#[test]
fn parent_module_and_child_that_use_each_other_are_a_cycle() {
    let graph = graph(&[
        ("lib.rs", "mod restore;"),
        (
            "restore/mod.rs",
            "mod copy; pub struct Error; pub fn restore() -> Result<(), Error> { copy::copy() }",
        ),
        ("restore/copy.rs", "use super::Error; pub(super) fn copy() -> Result<(), Error> { Ok(()) }"),
    ]);
    assert_eq!(cycles(&graph).len(), 1);
}

#[test]
fn folders_that_use_each_other_are_a_cycle_even_without_a_cycle_of_files() {
    let graph = graph(&[
        ("lib.rs", "mod user; mod session;"),
        ("user/mod.rs", "pub mod store; pub mod account;"),
        ("user/store.rs", "pub struct Store;"),
        ("user/account.rs", "use crate::session::Session; pub struct Account(Session);"),
        ("session/mod.rs", "use crate::user::store::Store; pub struct Session(Store);"),
    ]);
    let expected = "modules depend on each other:\n    src/session/ -> src/user/: Store\n    src/user/ -> src/session/: Session";
    assert_eq!(cycles(&graph), [expected]);
}

#[test]
fn paths_are_read_in_bodies_macros_attributes_and_imports_of_functions() {
    let graph = graph(&[
        (
            "lib.rs",
            "mod a; mod b { pub fn in_macro() {} pub mod deep { pub const X: u8 = 0; } } mod c; mod d; mod e;",
        ),
        (
            "a.rs",
            "fn f() { println!(\"{}\", crate::c::value()); } #[derive(Clone)] #[with(super::d::D)] struct S;
                  fn g() { use crate::e::E; let _: Option<E> = None; }",
        ),
        ("c.rs", "pub fn value() -> u8 { crate::b::deep::X }"),
        ("d.rs", "pub struct D;"),
        ("e.rs", "pub enum E { One }"),
    ]);
    assert_eq!(
        edges(&graph),
        ["a.rs -> c.rs: value", "a.rs -> d.rs: D", "a.rs -> e.rs: E", "c.rs -> lib.rs: X"]
    );
}

#[test]
fn unit_tests_are_not_counted() {
    let graph = graph(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::b::B; fn f(_: B) {} }"),
        ("b.rs", "pub struct B(crate::a::A);"),
    ]);
    assert_eq!(cycles(&graph), Vec::<String>::new());
}

#[test]
fn unresolved_path_is_reported() {
    let graph = graph(&[("lib.rs", "mod a;"), ("a.rs", "use crate::gone::Name; use std::fmt::Debug;")]);
    assert_eq!(graph.unresolved, ["src/a.rs: crate::gone::Name"]);
}
