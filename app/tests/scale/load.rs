//! Clients that use the fleet during a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Client, Response};
use tokio::task::JoinHandle;

const TASKS: &str = "/api/v1/tasks";

pub(crate) struct Load {
    is_stopped: Arc<AtomicBool>,
    clients: Vec<JoinHandle<usize>>,
}

impl Load {
    /// Starts signed-in clients. A failed request fails the test.
    pub(crate) fn of(clients: Vec<Client>) -> Self {
        let is_stopped = Arc::new(AtomicBool::default());
        let begin = |api: Client| tokio::spawn(work(api, is_stopped.clone()));
        let clients = clients.into_iter().map(begin).collect();
        Self { is_stopped, clients }
    }

    /// Stops the clients. Returns the number of acknowledged tasks of each client.
    pub(crate) async fn end(self) -> Vec<usize> {
        self.is_stopped.store(true, Ordering::Relaxed);
        let mut made = Vec::new();
        for client in self.clients {
            made.push(client.await.unwrap());
        }
        made
    }
}

/// Repeatedly creates a task without an idempotency key and one with a key, changes a task and counts all tasks.
async fn work(api: Client, is_stopped: Arc<AtomicBool>) -> usize {
    let mut made = 0;
    while !is_stopped.load(Ordering::Relaxed) {
        let task = api.post(TASKS, &json!({"title": "Without a key"})).await.expect(201);
        let path = format!("{TASKS}/{}", task["id"]);
        api.patch(&path, &json!({"status": "completed"})).await.expect(200);
        create_with_key(&api, made).await.expect(201);
        made += 2;
        assert_eq!(
            api.get(&format!("{TASKS}?limit=1&include_total=true")).await.header("x-total-count"),
            Some(&*made.to_string())
        );
    }
    made
}

async fn create_with_key(api: &Client, number: usize) -> Response {
    let request = api.request(Method::POST, TASKS).header("Idempotency-Key", number.to_string());
    api.send(request.json(&json!({"title": "With a key"}))).await
}
