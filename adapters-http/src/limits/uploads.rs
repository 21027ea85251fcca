//! Files on their way in. An upload takes memory until its work has ended, and that may be after its client has gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::web::Data;
use tasklane_core::ids::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Of one user at once.
const MAX_PER_USER: usize = 2;
/// Of all uploads at once, in the whole process.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How many are parsed and stored at once, in the whole process: each takes several times its bytes meanwhile.
const MAX_AT_WORK: usize = 2;
/// How long an upload waits for those before it.
const WAIT: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Uploads {
    held: Mutex<Held>,
    at_work: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Held {
    by_user: HashMap<UserId, usize>,
    bytes: usize,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { held: Mutex::default(), at_work: Arc::new(Semaphore::new(MAX_AT_WORK)) }
    }
}

impl Uploads {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why an upload is not accepted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadRejected {
    /// The user is sending others.
    TooManyOfUser,
    /// All uploads together take as much memory as they may.
    OutOfMemory,
    /// As many uploads as may be are parsed and stored.
    Overloaded,
}

/// An upload of a user, and the memory that it takes, until this is dropped.
#[derive(Debug)]
pub(crate) struct UploadPlace {
    all: Data<Uploads>,
    user: UserId,
    bytes: usize,
}

/// The right to be worked on, until this is dropped.
#[derive(Debug)]
pub(crate) struct WorkPermit {
    _permit: OwnedSemaphorePermit,
}

impl UploadPlace {
    pub(crate) fn begin(all: &Data<Uploads>, user: UserId) -> Result<Self, UploadRejected> {
        let mut held = all.held();
        let of_user = held.by_user.entry(user).or_default();
        if *of_user >= MAX_PER_USER {
            return Err(UploadRejected::TooManyOfUser);
        }
        *of_user += 1;
        drop(held);
        Ok(Self { all: all.clone(), user, bytes: 0 })
    }

    /// To be called before this many more bytes are stored.
    pub(crate) fn reserve(&mut self, bytes: usize) -> Result<(), UploadRejected> {
        let mut held = self.all.held();
        let all = held.bytes.saturating_add(bytes);
        if all > MAX_BYTES {
            return Err(UploadRejected::OutOfMemory);
        }
        held.bytes = all;
        self.bytes += bytes;
        Ok(())
    }

    /// Waits until it can be worked on.
    pub(crate) async fn permit(&self) -> Result<WorkPermit, UploadRejected> {
        match timeout(WAIT, self.all.at_work.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(WorkPermit { _permit: permit }),
            // It is never closed.
            Ok(Err(_)) | Err(_) => Err(UploadRejected::Overloaded),
        }
    }
}

impl Drop for UploadPlace {
    fn drop(&mut self) {
        let mut held = self.all.held();
        held.bytes = held.bytes.saturating_sub(self.bytes);
        match held.by_user.get_mut(&self.user) {
            Some(uploads) if *uploads > 1 => *uploads -= 1,
            _ => drop(held.by_user.remove(&self.user)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(all: &Data<Uploads>, user: i64) -> Result<UploadPlace, UploadRejected> {
        UploadPlace::begin(all, UserId::new(user).unwrap())
    }

    #[test]
    fn a_user_has_few_uploads_and_others_have_theirs() {
        let all = Data::new(Uploads::default());
        let mut places: Vec<_> = (0..MAX_PER_USER).map(|_| begin(&all, 1).unwrap()).collect();
        assert_eq!(begin(&all, 1).unwrap_err(), UploadRejected::TooManyOfUser);
        places.extend((2..1000).map(|user| begin(&all, user).unwrap()));
        places.remove(0);
        assert!(begin(&all, 1).is_ok());
        places.clear();
        assert!(all.held().by_user.is_empty(), "nothing is left of uploads that are done");
    }

    #[test]
    fn the_bytes_of_all_uploads_are_bounded_and_given_back() {
        let all = Data::new(Uploads::default());
        let [mut first, mut second] = [begin(&all, 1).unwrap(), begin(&all, 2).unwrap()];
        first.reserve(MAX_BYTES - 10).unwrap();
        second.reserve(10).unwrap();
        assert_eq!(second.reserve(1).unwrap_err(), UploadRejected::OutOfMemory);
        drop(first);
        second.reserve(MAX_BYTES - 10).unwrap();
        drop(second);
        assert_eq!(all.held().bytes, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn few_are_worked_on_and_the_next_waits_for_a_while() {
        let all = Data::new(Uploads::default());
        let place = begin(&all, 1).unwrap();
        let mut at_work = Vec::new();
        for _ in 0..MAX_AT_WORK {
            at_work.push(place.permit().await.unwrap());
        }
        assert_eq!(place.permit().await.unwrap_err(), UploadRejected::Overloaded);
        let (next, ()) = tokio::join!(place.permit(), async {
            tokio::time::sleep(WAIT / 2).await;
            at_work.pop();
        });
        next.unwrap();
    }
}
