//! Embeds the files of the built web app. Without a built web app, the crate builds with an empty list.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// This directory always exists. The web app is built into `app/` below it.
const DIST: &str = "../web/dist";

#[expect(clippy::disallowed_methods, reason = "Cargo sets OUT_DIR, it is not a setting of the program")]
fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={DIST}");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    // Compile a copy, because the web app may be rebuilt meanwhile.
    let copies = Path::new(&out).join("web_app");
    if copies.is_dir() {
        fs::remove_dir_all(&copies)?;
    }
    fs::create_dir(&copies)?;
    fs::write(Path::new(&out).join("web_app_files.rs"), table(&Path::new(DIST).join("app"), &copies)?)
}

fn table(root: &Path, copies: &Path) -> io::Result<String> {
    let mut table = String::from("&[\n");
    // Without the page, the web app was not built, or its build was interrupted.
    let files = if root.join("index.html").is_file() { files(root)? } else { Vec::new() };
    for (index, file) in files.iter().enumerate() {
        let path = file.strip_prefix(root).map_err(io::Error::other)?;
        fs::copy(file, copies.join(index.to_string()))?;
        let content = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/web_app/{index}\"))");
        writeln!(table, "(\"/{}\", {content}),", path.display()).map_err(io::Error::other)?;
    }
    table.push(']');
    Ok(table)
}

/// Returns all files below a directory, in the same order on every machine.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            files.extend(self::files(&entry)?);
        } else {
            files.push(entry);
        }
    }
    Ok(files)
}
