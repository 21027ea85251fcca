//! A user with a large amount of data searches repeatedly.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use tasklane_tests::Client;

use crate::harness::RestartableServer;
use crate::support::{Sandbox, sign_up};

const SEARCHES: usize = 20;
/// The tasks contain 32 MB of text in total.
const BATCHES: usize = 40;
const IN_A_BATCH: usize = 20;
/// The maximum duration of a request of another user, in a debug build.
const MAX_RESPONSE_TIME: Duration = Duration::from_secs(5);

async fn fill(user: &Client) {
    let description = "🦀".repeat(10_000);
    let operation = json!({"op": "create", "task": {"title": "Large", "description": description}});
    let batch = json!({"operations": vec![operation; IN_A_BATCH]});
    for _ in 0..BATCHES {
        user.post("/api/v1/tasks/batch", &batch).await.expect(200);
    }
}

/// Sends requests that read all tasks: searches without a match, sorted lists and summaries. Returns the numbers of
/// successful and of rejected requests.
async fn search(user: &Client) -> (usize, usize) {
    let paths =
        ["?q=nowhere", "?q=nowhere&include_total=true", "?sort=title&limit=1", "/summary?today=2026-01-01"];
    let searches = (0..SEARCHES).map(|number| {
        let path = format!("/api/v1/tasks{}", paths[number % paths.len()]);
        async move { user.get(&path).await }
    });
    let mut counts = (0, 0);
    for response in join_all(searches).await {
        if response.status == 200 {
            counts.0 += 1;
        } else {
            assert_eq!(response.problem(429), "rate-limited");
            assert!(response.header("retry-after").is_some());
            counts.1 += 1;
        }
    }
    counts
}

/// Sends requests of another user until the searches have ended. Returns the number of rounds and the duration of the
/// slowest request.
async fn run_until_stopped(ended: &AtomicBool, user: &Client, anonymous: &Client) -> (usize, Duration) {
    let (mut rounds, mut slowest) = (0, Duration::ZERO);
    while !ended.load(Ordering::Relaxed) {
        let begin = Instant::now();
        let task: Value = user.post("/api/v1/tasks", &json!({"title": "Mine"})).await.expect(201);
        slowest = slowest.max(begin.elapsed());
        for path in
            ["/api/v1/tasks", &format!("/api/v1/tasks/{}", task["id"]), "/api/v1/tasks?q=mine&limit=5"]
        {
            let begin = Instant::now();
            user.get(path).await.expect(200);
            slowest = slowest.max(begin.elapsed());
        }
        let begin = Instant::now();
        anonymous.get("/health/ready").await.expect(200);
        slowest = slowest.max(begin.elapsed());
        rounds += 1;
    }
    (rounds, slowest)
}

async fn expect_another_user_is_served(sandbox: Sandbox, name: &str) {
    let mut restartable = RestartableServer::open(sandbox.with("RATE_LIMIT_ENABLED", "false")).await;
    let (ada, bob) = (sign_up(restartable.server(), "ada").await, sign_up(restartable.server(), "bob").await);
    fill(&ada).await;
    let (ended, anonymous) = (AtomicBool::new(false), restartable.server().client());
    let searches = async {
        let counts = search(&ada).await;
        ended.store(true, Ordering::Relaxed);
        counts
    };
    let ((done, rejected), (rounds, slowest)) =
        join(searches, run_until_stopped(&ended, &bob, &anonymous)).await;
    println!(
        "{name}: {done} searches done, {rejected} rejected; {rounds} rounds of another user, slowest request {slowest:?}"
    );
    assert!(done > 0 && rounds > 0);
    assert!(slowest < MAX_RESPONSE_TIME, "{slowest:?}");
    restartable.stop().await;
}

// assures: R714
#[tokio::test(flavor = "multi_thread")]
async fn another_user_is_served_during_expensive_searches_on_sqlite() {
    expect_another_user_is_served(Sandbox::on_sqlite(), "SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_is_served_during_expensive_searches_on_postgres() {
    expect_another_user_is_served(Sandbox::on_postgres().await, "PostgreSQL").await;
}
