//! Limits the memory of uploaded files. A completely received file occupies memory until it is processed, even if the
//! client disconnects earlier.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use parking_lot::Mutex;
use tasklane_core::ids::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Maximum number of concurrent uploads per user.
const MAX_PER_USER: usize = 2;
/// Maximum memory of all uploads in the process, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Maximum number of uploads that are parsed and stored concurrently in the process. While an upload is parsed and
/// stored, it uses several times its size in memory.
const MAX_CONCURRENT: usize = 2;
/// Maximum time that an upload waits for earlier uploads.
const MAX_WAIT: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Uploads {
    usage: Mutex<Usage>,
    processing: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Usage {
    by_user: HashMap<UserId, usize>,
    bytes: usize,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { usage: Mutex::default(), processing: Arc::new(Semaphore::new(MAX_CONCURRENT)) }
    }
}

/// The reason why an upload is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadRejected {
    /// The user has too many uploads in progress.
    UserLimit,
    /// The memory for uploads is exhausted.
    MemoryLimit,
    /// Too many uploads are being parsed and stored.
    Overloaded,
}

/// The slot of an upload and the memory that the upload occupies. Both are released on drop.
#[derive(Debug)]
pub(crate) struct UploadSlot {
    all: Data<Uploads>,
    user: UserId,
    bytes: usize,
}

/// Permission to process an upload. Released on drop.
#[derive(Debug)]
pub(crate) struct ProcessingPermit {
    _permit: OwnedSemaphorePermit,
}

impl UploadSlot {
    pub(crate) fn begin(all: &Data<Uploads>, user: UserId) -> Result<Self, UploadRejected> {
        let mut usage = all.usage.lock();
        let of_user = usage.by_user.entry(user).or_default();
        if *of_user >= MAX_PER_USER {
            return Err(UploadRejected::UserLimit);
        }
        *of_user += 1;
        drop(usage);
        Ok(Self { all: all.clone(), user, bytes: 0 })
    }

    /// Reserves memory for more bytes. Must be called before the bytes are stored.
    pub(crate) fn reserve(&mut self, bytes: usize) -> Result<(), UploadRejected> {
        let mut usage = self.all.usage.lock();
        let all = usage.bytes.saturating_add(bytes);
        if all > MAX_BYTES {
            return Err(UploadRejected::MemoryLimit);
        }
        usage.bytes = all;
        self.bytes += bytes;
        Ok(())
    }

    /// Waits for permission to process the upload.
    pub(crate) async fn permit(&self) -> Result<ProcessingPermit, UploadRejected> {
        match timeout(MAX_WAIT, self.all.processing.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(ProcessingPermit { _permit: permit }),
            // The semaphore is never closed.
            Ok(Err(_)) | Err(_) => Err(UploadRejected::Overloaded),
        }
    }
}

impl Drop for UploadSlot {
    fn drop(&mut self) {
        let mut usage = self.all.usage.lock();
        usage.bytes = usage.bytes.saturating_sub(self.bytes);
        match usage.by_user.get_mut(&self.user) {
            Some(uploads) if *uploads > 1 => *uploads -= 1,
            _ => drop(usage.by_user.remove(&self.user)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(all: &Data<Uploads>, user: i64) -> Result<UploadSlot, UploadRejected> {
        UploadSlot::begin(all, UserId::new(user).unwrap())
    }

    #[test]
    fn uploads_are_limited_per_user() {
        let all = Data::new(Uploads::default());
        let mut slots: Vec<_> = (0..MAX_PER_USER).map(|_| begin(&all, 1).unwrap()).collect();
        assert_eq!(begin(&all, 1).unwrap_err(), UploadRejected::UserLimit);
        slots.extend((2..1000).map(|user| begin(&all, user).unwrap()));
        slots.remove(0);
        assert!(begin(&all, 1).is_ok());
        slots.clear();
        assert!(all.usage.lock().by_user.is_empty(), "finished uploads must leave no entry");
    }

    #[test]
    fn total_upload_memory_is_limited_and_released() {
        let all = Data::new(Uploads::default());
        let [mut first, mut second] = [begin(&all, 1).unwrap(), begin(&all, 2).unwrap()];
        first.reserve(MAX_BYTES - 10).unwrap();
        second.reserve(10).unwrap();
        assert_eq!(second.reserve(1).unwrap_err(), UploadRejected::MemoryLimit);
        drop(first);
        second.reserve(MAX_BYTES - 10).unwrap();
        drop(second);
        assert_eq!(all.usage.lock().bytes, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_processing_is_limited_and_the_next_upload_waits() {
        let all = Data::new(Uploads::default());
        let slot = begin(&all, 1).unwrap();
        let mut processing = Vec::new();
        for _ in 0..MAX_CONCURRENT {
            processing.push(slot.permit().await.unwrap());
        }
        assert_eq!(slot.permit().await.unwrap_err(), UploadRejected::Overloaded);
        let (next, ()) = tokio::join!(slot.permit(), async {
            tokio::time::sleep(MAX_WAIT / 2).await;
            processing.pop();
        });
        next.unwrap();
    }
}
