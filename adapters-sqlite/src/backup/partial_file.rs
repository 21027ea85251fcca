//! A file that is written under a name of its own until it is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(crate) enum DraftError {
    Exists(PathBuf),
    NotWritten { path: PathBuf, source: io::Error },
}

/// A new empty file for its owner alone, which goes again.
pub(crate) struct Draft(PathBuf);

impl Draft {
    /// Of two that begin at once under the same name, one finds it taken.
    pub(crate) fn begin(path: PathBuf) -> Result<Self, DraftError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(_empty) => Ok(Self(path)),
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Err(DraftError::Exists(path)),
            Err(source) => Err(DraftError::NotWritten { path, source }),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // There is nobody to tell, and the file has a name of its own. The others are there after a failure.
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(ending);
            let _ = fs::remove_file(name);
        }
    }
}

/// A name is durable when its folder is.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
