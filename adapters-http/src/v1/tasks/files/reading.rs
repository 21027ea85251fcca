//! Reading a file into tasks: each as `POST /tasks` reads one, with every fault named.

use std::str::Utf8Error;

use tasklane_core::invalid::Invalid;
use tasklane_core::task::NewTask;
use thiserror::Error;

use crate::extract::Input;
use crate::respond::{Fault, Faults, Place, Reason};
use crate::v1::tasks::bodies::NewTaskBody;

/// How many tasks a file can have.
const MOST_TASKS: usize = 10_000;
/// How many faults are named; others are counted.
const MOST_FAULTS: usize = 100;
/// How many names of ignored columns or members are reported.
const MAX_IGNORED: usize = 100;
const MAX_IGNORED_CHARS: usize = 100;
/// How much text one task may have: as much as `POST /tasks` takes. A larger one is not read.
pub(super) const MAX_TASK_BYTES: usize = NewTaskBody::MAX_BYTES;

#[derive(Debug, Error)]
pub(in crate::v1::tasks) enum Malformed {
    #[error(transparent)]
    Encoding(#[from] Utf8Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

#[derive(Debug, Error)]
pub(in crate::v1::tasks) enum FileRefused {
    #[error("the file is not JSON")]
    Malformed(#[from] Malformed),
    #[error("the file has faults")]
    Faulty { named: Faults, others: usize },
}

/// The content of a file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::v1::tasks) struct File {
    /// In the file's order.
    pub(in crate::v1::tasks) tasks: Vec<NewTask>,
    /// The names of the columns, or members, that no task takes anything from, each once.
    pub(in crate::v1::tasks) ignored: Vec<String>,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    tasks: Vec<NewTask>,
    seen: usize,
    faults: Faults,
    named: usize,
    others: usize,
    ignored: Vec<String>,
}

impl Reading {
    /// Whether one more task can be taken. Where not, that is a fault.
    pub(super) fn has_room(&mut self) -> bool {
        if self.seen == MOST_TASKS {
            self.refuse_all(Fault::new("body", "tasks", Invalid::TooManyItems(MOST_TASKS)));
            return false;
        }
        true
    }

    /// Reads one task, which is at this line or index, and of which these faults were found already. What can't be set is
    /// ignored, as in every request.
    pub(super) fn take(&mut self, place: usize, body: NewTaskBody, mut faults: Faults) {
        self.seen += 1;
        let task = body.read(&mut faults);
        if faults.is_empty() {
            self.tasks.extend(task);
        } else {
            self.note(Some(place), faults);
        }
    }

    pub(super) fn refuse_too_large(&mut self, place: usize) {
        let reason = Reason::new(format!("must have at most {MAX_TASK_BYTES} bytes"), "too_long");
        self.refuse(place, Fault::new("body", "task", reason));
    }

    /// A task that can't even be read.
    pub(super) fn refuse(&mut self, place: usize, fault: Fault) {
        self.seen += 1;
        self.note(Some(place), fault.into());
    }

    /// A fault of the file as a whole.
    pub(super) fn refuse_all(&mut self, fault: Fault) {
        self.note(None, fault.into());
    }

    pub(super) fn note(&mut self, place: Option<usize>, mut faults: Faults) {
        let found = faults.len();
        faults.truncate(MOST_FAULTS - self.named);
        self.named += faults.len();
        self.others += found - faults.len();
        let there = place.map(Place::Index);
        self.faults.add_under(there.as_slice(), faults);
    }

    /// Reports a column or member that no task takes anything from.
    pub(super) fn ignore(&mut self, name: &str) {
        if self.ignored.len() >= MAX_IGNORED {
            return;
        }
        let name: String = name.chars().take(MAX_IGNORED_CHARS).collect();
        if !self.ignored.contains(&name) {
            self.ignored.push(name);
        }
    }

    pub(super) fn finish(self) -> Result<File, FileRefused> {
        if self.faults.is_empty() {
            Ok(File { tasks: self.tasks, ignored: self.ignored })
        } else {
            Err(FileRefused::Faulty { named: self.faults, others: self.others })
        }
    }
}
