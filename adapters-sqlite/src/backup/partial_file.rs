//! A file that is written under a temporary name until it is complete.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(crate) enum PartialFileError {
    Exists(PathBuf),
    NotWritten { path: PathBuf, source: io::Error },
}

/// A new empty file, which only its owner can read. Dropping this value deletes the file.
pub(crate) struct PartialFile(PathBuf);

impl PartialFile {
    /// Fails if the file exists, so two processes can't write it at the same time.
    pub(crate) fn create(path: PathBuf) -> Result<Self, PartialFileError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(_empty) => Ok(Self(path)),
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Err(PartialFileError::Exists(path)),
            Err(source) => Err(PartialFileError::NotWritten { path, source }),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // `drop` can't return an error. The files with the endings of SQLite exist only after a failure.
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(ending);
            let _ = fs::remove_file(name);
        }
    }
}

/// Makes the names in the file's folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
