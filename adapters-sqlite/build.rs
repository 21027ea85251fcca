//! The migrations are compiled in; Cargo does not see that by itself.

fn main() {
    println!("cargo:rerun-if-changed=../migrations/sqlite");
}
