//! Embeds the files of the web app. If the web app is not built, the list of files is empty.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The build of the web app writes its files to `app/` in this directory.
const DIST: &str = "../web/dist";

#[expect(clippy::disallowed_methods, reason = "Cargo sets OUT_DIR; it is not a setting of the program")]
fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={DIST}");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    // Embed copies of the files, because the web app may be rebuilt during the compilation.
    let copies = Path::new(&out).join("web_app");
    if copies.is_dir() {
        fs::remove_dir_all(&copies)?;
    }
    fs::create_dir(&copies)?;
    fs::write(Path::new(&out).join("web_app_files.rs"), table(&Path::new(DIST).join("app"), &copies)?)
}

fn table(root: &Path, copies: &Path) -> io::Result<String> {
    let mut table = String::from("&[\n");
    // If `index.html` is missing, the web app was not built, or its build was interrupted.
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
