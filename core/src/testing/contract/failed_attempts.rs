//! The contract of [`FailedAttempts`].

use std::sync::Arc;

use futures_util::future::join_all;

use crate::ids::UserId;
use crate::user::{FailedAttempts, LoginName, Tried};

/// `fresh` makes a counter that has counted nothing yet, and whatever must stay alive beside it.
pub async fn failed_attempts<Kept>(fresh: impl AsyncFn() -> (Arc<dyn FailedAttempts>, Kept)) {
    promises!(fresh:
        the_tenth_failure_locks,
        each_subject_is_counted_by_itself,
        success_forgets,
        what_was_never_tried_is_taken_back,
        of_many_guesses_at_once_ten_are_tried,
    );
}

fn name(text: &str) -> Tried {
    Tried::Name(LoginName::parse(text).unwrap())
}

async fn fail(attempts: &Arc<dyn FailedAttempts>, tried: &Tried, times: u32) {
    for _ in 0..times {
        attempts.begin(tried).await.unwrap();
    }
}

async fn the_tenth_failure_locks(attempts: &Arc<dyn FailedAttempts>) {
    fail(attempts, &name("ada"), 10).await;
    for _ in 0..3 {
        let seconds = attempts.begin(&name("ada")).await.unwrap_err().retry_after.as_secs_f64();
        // Also the last is not longer than the first: what is refused is not counted.
        assert!(seconds > 0.0 && seconds <= 15.0, "{seconds}");
    }
}

async fn each_subject_is_counted_by_itself(attempts: &Arc<dyn FailedAttempts>) {
    let user = |id| Tried::User(UserId::new(id).unwrap());
    let subjects = [name("ada"), name("bob"), name("ada@example.org"), user(1), user(2)];
    for tried in &subjects {
        fail(attempts, tried, 10).await;
    }
    for tried in &subjects {
        assert!(attempts.begin(tried).await.is_err(), "{tried}");
    }
}

async fn success_forgets(attempts: &Arc<dyn FailedAttempts>) {
    fail(attempts, &name("ada"), 10).await;
    attempts.succeed(&name("ada")).await;
    fail(attempts, &name("ada"), 10).await;
    assert!(attempts.begin(&name("ada")).await.is_err());
    attempts.succeed(&name("nobody")).await;
}

async fn what_was_never_tried_is_taken_back(attempts: &Arc<dyn FailedAttempts>) {
    for _ in 0..3 {
        fail(attempts, &name("ada"), 10).await;
        attempts.take_back(&name("ada")).await;
        fail(attempts, &name("ada"), 1).await;
        assert!(attempts.begin(&name("ada")).await.is_err());
        attempts.succeed(&name("ada")).await;
    }
    attempts.take_back(&name("nobody")).await;
    fail(attempts, &name("nobody"), 10).await;
    assert!(attempts.begin(&name("nobody")).await.is_err());
}

async fn of_many_guesses_at_once_ten_are_tried(attempts: &Arc<dyn FailedAttempts>) {
    let ada = name("ada");
    let begun = join_all((0..30).map(|_| attempts.begin(&ada))).await;
    assert_eq!(begun.iter().filter(|begun| begun.is_ok()).count(), 10);
}
