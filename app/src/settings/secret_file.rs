//! Reads secrets from files, as container platforms provide them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use secrecy::SecretString;
use thiserror::Error;

/// The maximum file size. A PEM key has only a few thousand bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// Shows neither the path nor the content: an operator may have set the secret itself instead of the path.
#[derive(Debug, Error)]
pub(super) enum UnreadableFile {
    #[error("names an unreadable file: {0}")]
    Io(io::ErrorKind),
    #[error("names a file that is not UTF-8 text")]
    NotUtf8,
    #[error("names an empty file")]
    Empty,
    #[error("names a file of more than {MAX_BYTES} bytes")]
    TooLong,
}

/// Returns the content without the final line break, which editors add.
pub(super) fn read(path: &Path) -> Result<SecretString, UnreadableFile> {
    let io = |error: io::Error| UnreadableFile::Io(error.kind());
    let mut bytes = Vec::new();
    File::open(path).map_err(io)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        return Err(UnreadableFile::TooLong);
    }
    let content = String::from_utf8(bytes).map_err(|_holds_the_content| UnreadableFile::NotUtf8)?;
    let secret = content.strip_suffix('\n').map_or(&*content, |line| line.strip_suffix('\r').unwrap_or(line));
    if secret.is_empty() { Err(UnreadableFile::Empty) } else { Ok(secret.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read_of(content: &[u8]) -> Result<String, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        std::fs::write(&path, content).unwrap();
        read(&path).map(|secret| secret.expose_secret().to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn trailing_line_break_is_not_part_of_the_secret() {
        for (content, secret) in
            [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a \n", " a "), ("a\r", "a\r")]
        {
            assert_eq!(read_of(content.as_bytes()).as_deref(), Ok(secret), "{content:?}");
        }
    }

    #[test]
    fn invalid_secret_file_is_rejected() {
        let too_long = "a".repeat(64 * 1024 + 1);
        for (content, fault) in [
            (b"".as_slice(), "empty"),
            (b"\n", "empty"),
            (b"\xff", "UTF-8"),
            (too_long.as_bytes(), "more than 65536 bytes"),
        ] {
            assert!(read_of(content).unwrap_err().contains(fault), "{fault}");
        }
        let missing = read(Path::new("/nowhere/canary")).unwrap_err().to_string();
        assert!(missing.contains("unreadable") && !missing.contains("canary"), "{missing}");
        assert!(read(Path::new("/")).is_err());
    }
}
