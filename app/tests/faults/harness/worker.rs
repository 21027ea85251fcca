//! A client whose tasks no other client changes, so that it can check every response.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tasklane_tests::Client;
use tokio::time::sleep;

use super::write_requests::{Known, Tasks};
use super::{RequestLog, Write, WriteOutcome, WriteRequest};

/// Clients wait longer after a failure, as real clients do.
const AFTER_SUCCESS: Duration = Duration::from_millis(2);
const AFTER_FAILURE: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, Copy)]
enum Step {
    Create,
    CreateTwo,
    Toggle,
    Describe,
    Delete,
    Read,
}

/// Each round creates three tasks and deletes three.
const ROUND: [Step; 12] = [
    Step::Create,
    Step::Toggle,
    Step::Read,
    Step::CreateTwo,
    Step::Describe,
    Step::Delete,
    Step::Read,
    Step::Toggle,
    Step::Delete,
    Step::Describe,
    Step::Read,
    Step::Delete,
];

pub(crate) struct Worker {
    api: Client,
    user_id: i64,
    /// A name that no other client has, for unique titles.
    name: String,
    serial: usize,
    /// The tasks in their last acknowledged state.
    pub(crate) tasks: Tasks,
    pub(crate) doubts: Vec<WriteRequest>,
    in_doubt: BTreeSet<i64>,
    pub(crate) seen: Arc<RequestLog>,
}

impl Worker {
    pub(crate) fn new(api: Client, user_id: i64, name: String, seen: Arc<RequestLog>) -> Self {
        let (tasks, in_doubt) = (Tasks::new(), BTreeSet::new());
        Self { api, user_id, name, serial: 0, tasks, doubts: Vec::new(), in_doubt, seen }
    }

    pub(crate) fn user_id(&self) -> i64 {
        self.user_id
    }

    pub(crate) fn api(&self) -> &Client {
        &self.api
    }

    pub(crate) async fn run_until_stopped(mut self, stop: Arc<AtomicBool>) -> Self {
        while !stop.load(Ordering::Relaxed) {
            self.serial += 1;
            let succeeded = match self.next_write(ROUND[self.serial % ROUND.len()]) {
                Some(write) => self.write(write).await,
                None => self.check_task().await,
            };
            sleep(if succeeded { AFTER_SUCCESS } else { AFTER_FAILURE }).await;
        }
        self
    }

    async fn write(&mut self, write: Write) -> bool {
        let write_request = WriteRequest { write, key: self.unique("key") };
        match WriteOutcome::by(write_request.request(&self.api, self.user_id), &self.seen).await {
            WriteOutcome::Done(response) => write_request.record(&response, &mut self.tasks),
            WriteOutcome::Rejected => return false,
            WriteOutcome::Unknown => {
                self.in_doubt.extend(write_request.task_id());
                self.doubts.push(write_request);
                return false;
            }
            outcome => panic!("{write_request:?}: {outcome:?}"),
        }
        true
    }

    /// Checks that an acknowledged task is stored unchanged.
    async fn check_task(&self) -> bool {
        let Some(id) = self.next_certain_task() else { return true };
        let request = self.api.request(reqwest::Method::GET, &format!("/api/v1/tasks/{id}"));
        match WriteOutcome::by(request, &self.seen).await {
            WriteOutcome::Done(task) => assert_eq!(Known::from_json(&task), self.tasks[&id], "{task}"),
            WriteOutcome::Rejected | WriteOutcome::Unknown => return false,
            outcome => panic!("task {id}: {outcome:?}"),
        }
        true
    }

    /// Repeats the writes whose outcome is unknown, until the server reports each outcome.
    pub(crate) async fn resolve_unknown_outcomes(&mut self) {
        for write_request in std::mem::take(&mut self.doubts) {
            loop {
                match WriteOutcome::by(write_request.request(&self.api, self.user_id), &self.seen).await {
                    WriteOutcome::Done(response) => write_request.record(&response, &mut self.tasks),
                    WriteOutcome::NotFound if matches!(write_request.write, Write::Delete { .. }) => {
                        write_request.record(&serde_json::Value::Null, &mut self.tasks);
                    }
                    WriteOutcome::NotFound => panic!("{write_request:?}: the task does not exist"),
                    WriteOutcome::Rejected | WriteOutcome::Unknown | WriteOutcome::InUse => {
                        sleep(AFTER_FAILURE).await;
                        continue;
                    }
                }
                break;
            }
        }
        self.in_doubt.clear();
    }

    fn unique(&self, what: &str) -> String {
        format!("{what} {} {}", self.name, self.serial)
    }

    /// Returns one of the tasks whose state is certain. The number of the current step selects the task.
    fn next_certain_task(&self) -> Option<i64> {
        let mut ids = self.tasks.keys().filter(|id| !self.in_doubt.contains(id));
        let count = ids.clone().count();
        if count == 0 { None } else { ids.nth(self.serial % count).copied() }
    }

    /// Returns `None` if the next step is a check or there is no task to change.
    fn next_write(&self, step: Step) -> Option<Write> {
        match step {
            Step::Create => Some(Write::Create { title: self.unique("single") }),
            Step::CreateTwo => {
                Some(Write::CreateTwo { titles: [self.unique("first"), self.unique("second")] })
            }
            Step::Toggle => self.next_certain_task().map(|id| Write::Toggle { id }),
            Step::Describe => {
                self.next_certain_task().map(|id| Write::Describe { id, text: self.unique("text") })
            }
            Step::Delete => self.next_certain_task().map(|id| Write::Delete { id }),
            Step::Read => None,
        }
    }
}
