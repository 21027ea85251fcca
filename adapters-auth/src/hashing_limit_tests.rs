//! Tests of the hashing limit. They poll futures by hand and don't depend on timing.

use super::*;
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use tasklane_core::network_block::NetworkBlock;

fn limit(running: u16, waiting: u16) -> HashingLimit {
    HashingLimit::new(NonZeroU16::new(running).unwrap(), waiting)
}

fn unknown(number: u8) -> HashJobOrigin {
    HashJobOrigin::unknown(NetworkBlock::V4([192, 0, number]))
}

/// Polls a future once.
fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

// assures: R206
#[tokio::test]
async fn job_beyond_a_full_queue_is_rejected_immediately() {
    let limit = limit(2, 1);
    let first = limit.enter(unknown(1)).await.unwrap();
    let _second = limit.enter(unknown(1)).await.unwrap();
    let mut third = pin!(limit.enter(unknown(1)));
    assert!(poll(third.as_mut()).is_pending());
    assert!(matches!(limit.enter(unknown(1)).await, Err(HasherError::Busy)));
    drop(first);
    assert!(poll(third.as_mut()).is_ready());
}

// assures: R206
#[tokio::test]
async fn new_network_displaces_the_newest_job_of_the_busiest_network() {
    let limit = limit(1, 2);
    let running = limit.enter(unknown(1)).await.unwrap();
    let mut first = pin!(limit.enter(unknown(1)));
    let mut second = pin!(limit.enter(unknown(1)));
    assert!(poll(first.as_mut()).is_pending() && poll(second.as_mut()).is_pending());
    let mut other = pin!(limit.enter(unknown(2)));
    assert!(poll(other.as_mut()).is_pending());
    assert!(
        matches!(poll(second.as_mut()), Poll::Ready(Err(HasherError::Busy))),
        "the newest job must be displaced"
    );
    drop(running);
    let Poll::Ready(Ok(first)) = poll(first.as_mut()) else {
        panic!("the first queued job must start when the running job ends")
    };
    drop(first);
    assert!(matches!(poll(other.as_mut()), Poll::Ready(Ok(_))));
}

// assures: R206
#[tokio::test]
async fn job_from_a_known_network_runs_before_jobs_from_unknown_networks() {
    let limit = limit(1, 3);
    let running = limit.enter(unknown(1)).await.unwrap();
    let mut unknown: Vec<_> = (1..=3).map(|number| Box::pin(limit.enter(unknown(number)))).collect();
    assert!(unknown.iter_mut().all(|waiting| poll(waiting.as_mut()).is_pending()));
    let owner = HashJobOrigin::known(NetworkBlock::V4([198, 51, 100]));
    let mut owner = pin!(limit.enter(owner));
    assert!(poll(owner.as_mut()).is_pending());
    drop(running);
    assert!(matches!(poll(owner.as_mut()), Poll::Ready(Ok(_))));
    let displaced = unknown.iter_mut().filter_map(|waiting| match poll(waiting.as_mut()) {
        Poll::Ready(Err(HasherError::Busy)) => Some(()),
        _ => None,
    });
    assert_eq!(displaced.count(), 1);
}

#[tokio::test]
async fn dropped_queued_caller_frees_its_place() {
    let limit = limit(1, 1);
    let running = limit.enter(unknown(1)).await.unwrap();
    {
        let mut waiting = pin!(limit.enter(unknown(1)));
        assert!(poll(waiting.as_mut()).is_pending());
        assert!(matches!(limit.enter(unknown(1)).await, Err(HasherError::Busy)));
    }
    let mut next = pin!(limit.enter(unknown(1)));
    assert!(poll(next.as_mut()).is_pending());
    drop(running);
    assert!(poll(next.as_mut()).is_ready());
}

#[tokio::test]
async fn slot_of_a_dropped_caller_passes_to_the_next_job() {
    let limit = limit(1, 2);
    let running = limit.enter(unknown(1)).await.unwrap();
    let mut next = pin!(limit.enter(unknown(2)));
    {
        let mut dropped = Box::pin(limit.enter(unknown(1)));
        assert!(poll(dropped.as_mut()).is_pending() && poll(next.as_mut()).is_pending());
        drop(running);
        assert!(
            poll(next.as_mut()).is_pending(),
            "the slot must first be granted to the other queued caller"
        );
    }
    let Poll::Ready(Ok(_slot)) = poll(next.as_mut()) else { panic!("the next job must get the slot") };
    let state = limit.shared.state.lock();
    assert_eq!((state.running, state.queue.len()), (1, 0));
}

// assures: R206
#[tokio::test]
async fn job_of_a_dropped_caller_never_starts() {
    let limit = limit(1, 4);
    let running = limit.enter(unknown(1)).await.unwrap();
    let (has_begun, begun) = mpsc::channel::<&str>();
    let work = |name| {
        let has_begun = has_begun.clone();
        limit.run(unknown(1), move || has_begun.send(name).unwrap())
    };
    let mut dropped = Box::pin(work("dropped"));
    let mut waiting = pin!(work("waiting"));
    assert!(poll(dropped.as_mut()).is_pending() && poll(waiting.as_mut()).is_pending());
    drop(dropped);
    drop(running);
    waiting.await.unwrap();
    drop(has_begun);
    assert_eq!(begun.try_iter().collect::<Vec<_>>(), ["waiting"]);
}

// assures: R206
#[tokio::test]
async fn job_that_would_end_too_late_is_rejected() {
    let limit = limit(2, 32).with_deadline(Duration::from_secs(5));
    limit.shared.record(Duration::from_secs(1));
    let _running = [limit.enter(unknown(1)).await.unwrap(), limit.enter(unknown(1)).await.unwrap()];
    let mut waiting = Vec::new();
    // Two jobs run at the same time, and each job takes one second. The two running jobs and six queued jobs end within
    // 4 s, which is 80 % of the deadline.
    for number in 0..6 {
        let mut next = Box::pin(limit.enter(unknown(1)));
        assert!(poll(next.as_mut()).is_pending(), "{number}");
        waiting.push(next);
    }
    assert!(matches!(limit.enter(unknown(1)).await, Err(HasherError::Busy)));
    // The queue serves networks in turn, so the first job of another network runs second and ends in time.
    let mut other = pin!(limit.enter(unknown(2)));
    assert!(poll(other.as_mut()).is_pending());
}

#[tokio::test]
async fn first_queued_job_is_accepted_however_slow_hashing_is() {
    let limit = limit(1, 32);
    limit.shared.record(Duration::from_secs(3));
    let running = limit.enter(unknown(1)).await.unwrap();
    let mut next = pin!(limit.enter(unknown(1)));
    assert!(poll(next.as_mut()).is_pending());
    assert!(matches!(limit.enter(unknown(1)).await, Err(HasherError::Busy)));
    drop(running);
    assert!(poll(next.as_mut()).is_ready());
}

#[tokio::test(start_paused = true)]
async fn job_that_waits_too_long_is_rejected() {
    let limit = limit(1, 32);
    let _running = limit.enter(unknown(1)).await.unwrap();
    let begin = tokio::time::Instant::now();
    assert!(matches!(limit.enter(unknown(1)).await, Err(HasherError::Busy)));
    assert_eq!(begin.elapsed().as_secs(), HashingLimit::MAX_WAIT.as_secs());
    assert_eq!(limit.shared.state.lock().queue.len(), 0);
}

// assures: R206
#[tokio::test]
async fn running_job_counts_until_it_ends_even_without_its_caller() {
    let limit = limit(1, 1);
    let (has_begun, begun) = mpsc::channel();
    let (let_end, end) = mpsc::channel::<()>();
    {
        let mut caller = pin!(limit.run(unknown(1), move || {
            has_begun.send(()).unwrap();
            end.recv().unwrap();
        }));
        assert!(poll(caller.as_mut()).is_pending());
        begun.recv().unwrap();
    }
    let mut next = pin!(limit.enter(unknown(1)));
    assert!(poll(next.as_mut()).is_pending());
    let_end.send(()).unwrap();
    assert!(next.await.is_ok());
}

#[tokio::test]
async fn panicking_job_fails_and_frees_its_slot() {
    let limit = limit(1, 0);
    let panicked = limit.run(unknown(1), || panic!("on purpose")).await;
    assert!(matches!(panicked, Err::<(), _>(HasherError::Failed(_))));
    assert!(matches!(limit.run(unknown(1), || 7).await, Ok(7)));
}
