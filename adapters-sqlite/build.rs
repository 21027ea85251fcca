//! Rebuilds the crate when a migration changes. Cargo does not track the compiled-in migrations by itself.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
