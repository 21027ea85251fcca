//! Writes messages into a folder, for development.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tasklane_core::clock::Timestamp;
use tasklane_core::mail_sender::SendError;

use crate::message::Message;

/// Writes each message into a file that only the owner of the file can read. The name of the file begins with the time.
#[derive(Debug, Clone)]
pub(crate) struct FolderTransport {
    folder: PathBuf,
}

impl FolderTransport {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Fails if the folder is a file or is read-only. A missing folder is created with the first message.
    pub(crate) fn check(&self) -> Result<(), SendError> {
        let shown = self.folder.display();
        let fault = match fs::metadata(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => format!("cannot read the folder {shown}: {error}"),
            Ok(found) if !found.is_dir() => format!("{shown} is not a folder"),
            Ok(found) if found.permissions().readonly() => format!("the folder {shown} is read-only"),
            Ok(_) => return Ok(()),
        };
        Err(SendError::Temporary(fault))
    }

    /// Writes a message, and returns the path of the file.
    pub(crate) async fn send(&self, message: Message, now: Timestamp) -> Result<String, SendError> {
        let name = format!("{}-{}.eml", now.format("%Y-%m-%dT%H-%M-%S%.6fZ"), message.id);
        let path = self.folder.join(name);
        let shown = path.display().to_string();
        let written = tokio::task::spawn_blocking(move || write(&path, &message.bytes)).await;
        match written.map_err(io::Error::from).flatten() {
            Ok(()) => Ok(shown),
            Err(error) => Err(SendError::Temporary(format!("cannot write {shown}: {error}"))),
        }
    }
}

/// Writes the file completely or not at all, so that a program that watches the folder never reads a partial mail.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
    }
    let partial = path.with_extension("part");
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(&partial)?.write_all(bytes)?;
    fs::rename(&partial, path)
}
