//! Finds the processes that use a database file, without acquiring a lock.
//!
//! SQLite locks bytes of its files with `fcntl`. In WAL mode, each connection holds a shared lock on the database file
//! (`SHARED_FIRST` in `os.h`), and a writer locks one byte of the file -shm (`WAL_WRITE_LOCK` in `wal.c`).

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

/// The first byte of the range in which connections hold shared locks, and the length of the range.
const SHARED: (u64, u64) = (0x4000_0002, 510);
/// The byte of the file -shm that a writer locks.
const WRITE_LOCK: (u64, u64) = (120, 1);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The processes that use a database file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockHolders {
    /// A process that has the file open.
    pub user: Option<i32>,
    /// A process that held the write lock during the whole wait.
    pub writer: Option<i32>,
}

#[cfg(unix)]
pub(crate) fn find(path: &Path, max_wait: Duration) -> io::Result<LockHolders> {
    let user = holder(&File::open(path)?, SHARED)?;
    let mut index = path.as_os_str().to_owned();
    index.push("-shm");
    let writer = match File::open(index) {
        Ok(index) => constant_holder(&index, max_wait)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    Ok(LockHolders { user, writer })
}

#[cfg(not(unix))]
pub(crate) fn find(_path: &Path, _max_wait: Duration) -> io::Result<LockHolders> {
    Ok(LockHolders::default())
}

/// Returns the process that holds the write lock at every poll.
#[cfg(unix)]
fn constant_holder(index: &File, max_wait: Duration) -> io::Result<Option<i32>> {
    let end = std::time::Instant::now() + max_wait;
    let Some(first) = holder(index, WRITE_LOCK)? else { return Ok(None) };
    while std::time::Instant::now() < end {
        std::thread::sleep(POLL_INTERVAL);
        if holder(index, WRITE_LOCK)? != Some(first) {
            return Ok(None);
        }
    }
    Ok(Some(first))
}

/// Returns the process that holds a lock in the range. The id is 0 if the process is in another container.
#[cfg(unix)]
fn holder(file: &File, (start, length): (u64, u64)) -> io::Result<Option<i32>> {
    use rustix::process::{Flock, FlockOffsetType, FlockType, fcntl_getlk};

    let wanted =
        Flock { start, length, pid: None, typ: FlockType::WriteLock, offset_type: FlockOffsetType::Set };
    let found = fcntl_getlk(file, &wanted)?;
    Ok(found.map(|lock| lock.pid.map_or(0, |pid| pid.as_raw_nonzero().get())))
}
