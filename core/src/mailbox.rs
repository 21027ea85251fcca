//! Announcements that wait until somebody passes them on: each of them once, however often it was made.

use std::collections::{HashSet, VecDeque};
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use crate::announcements::Announcement;

/// For any number of tasks that put in, and one that takes out.
pub struct Mailbox {
    most: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// In the order in which they were made first.
    order: VecDeque<Announcement>,
    waiting: HashSet<Announcement>,
    reader: Option<Waker>,
}

impl Mailbox {
    /// Of more than `most` that wait, the newest are dropped: they are hints.
    pub fn new(most: usize) -> Self {
        Self { most, inner: Mutex::default() }
    }

    pub fn put(&self, announcement: Announcement) {
        let mut inner = self.lock();
        if inner.waiting.len() < self.most && inner.waiting.insert(announcement) {
            inner.order.push_back(announcement);
            let reader = inner.reader.take();
            drop(inner);
            if let Some(reader) = reader {
                reader.wake();
            }
        }
    }

    /// Waits for the next one. Giving up the wait loses none.
    pub async fn next(&self) -> Announcement {
        self.when_any(Inner::pop).await
    }

    /// Waits for the next one, and takes with it what else waits, up to `most` in all.
    pub async fn next_few(&self, most: usize) -> Vec<Announcement> {
        let few = |inner: &mut Inner| {
            let few: Vec<_> = std::iter::from_fn(|| inner.pop()).take(most.max(1)).collect();
            (!few.is_empty()).then_some(few)
        };
        self.when_any(few).await
    }

    async fn when_any<T>(&self, take: impl Fn(&mut Inner) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut inner = self.lock();
            if let Some(taken) = take(&mut inner) {
                return Poll::Ready(taken);
            }
            inner.reader = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic between two steps leaves at most a hint that is never told again; none of the steps can panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn pop(&mut self) -> Option<Announcement> {
        let next = self.order.pop_front()?;
        self.waiting.remove(&next);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::ids::UserId;

    fn of(user: i64) -> Announcement {
        Announcement::TasksChanged(UserId::new(user).unwrap())
    }

    #[test]
    fn each_waits_once_and_comes_in_turn() {
        let mailbox = Mailbox::new(9);
        for announcement in [of(1), Announcement::SessionsEnded, of(1), of(2), Announcement::SessionsEnded] {
            mailbox.put(announcement);
        }
        assert_eq!(mailbox.next().now_or_never(), Some(of(1)));
        mailbox.put(of(1));
        let rest = mailbox.next_few(2).now_or_never();
        assert_eq!(rest, Some(vec![Announcement::SessionsEnded, of(2)]));
        assert_eq!(mailbox.next_few(2).now_or_never(), Some(vec![of(1)]));
        assert_eq!(mailbox.next().now_or_never(), None);
    }

    #[test]
    fn it_holds_no_more_than_it_may() {
        let mailbox = Mailbox::new(2);
        (1..9).for_each(|user| mailbox.put(of(user)));
        assert_eq!(mailbox.next_few(9).now_or_never(), Some(vec![of(1), of(2)]));
        mailbox.put(of(3));
        assert_eq!(mailbox.next().now_or_never(), Some(of(3)));
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let mailbox = Mailbox::new(9);
        let put = async {
            mailbox.put(of(7));
        };
        let (heard, ()) = futures_util::future::join(mailbox.next(), put).await;
        assert_eq!(heard, of(7));
    }
}
