//! Reading a file into tasks: each as `POST /tasks` reads one, with every fault named.

use serde_json::{Map, Value};
use tasklane_core::invalid::Invalid;
use tasklane_core::task::NewTask;
use thiserror::Error;

use super::{csv_rows, json};
use crate::input::{Input, MediaType};
use crate::problem::{Fault, Faults, Place};
use crate::v1::tasks::bodies::NewTaskBody;

/// How many tasks a file can have.
const MOST_TASKS: usize = 10_000;
/// How many faults are named; others are counted.
const MOST_FAULTS: usize = 100;

#[derive(Debug, Error)]
pub(in crate::v1::tasks) enum FileRefused {
    #[error("the file is not JSON")]
    Malformed(#[from] serde_json::Error),
    #[error("the file has faults")]
    Faulty { named: Faults, others: usize },
}

/// The tasks of a file, in its order. Takes as long as megabytes take: not for the threads that serve.
pub(in crate::v1::tasks) fn read(media_type: MediaType, bytes: &[u8]) -> Result<Vec<NewTask>, FileRefused> {
    let mut reading = Reading::default();
    match media_type {
        MediaType::Json => json::read(bytes, &mut reading)?,
        MediaType::Csv => csv_rows::read(bytes, &mut reading),
    }
    reading.finish()
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    tasks: Vec<NewTask>,
    seen: usize,
    faults: Faults,
    named: usize,
    others: usize,
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

    /// Reads one task, which is at this line or index. What can't be set is ignored, as in every request.
    pub(super) fn take(&mut self, place: usize, members: Map<String, Value>) {
        self.take_but(place, members, Faults::default());
    }

    /// The same, where something was found wrong already.
    pub(super) fn take_but(&mut self, place: usize, members: Map<String, Value>, mut faults: Faults) {
        self.seen += 1;
        // Every member reads every value, so this can't fail.
        let body = serde_json::from_value::<NewTaskBody>(Value::Object(members)).ok();
        let task = body.and_then(|body| body.read(&mut faults));
        if faults.is_empty() {
            self.tasks.extend(task);
        } else {
            self.note(Some(place), faults);
        }
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

    pub(super) fn finish(self) -> Result<Vec<NewTask>, FileRefused> {
        if self.faults.is_empty() {
            Ok(self.tasks)
        } else {
            Err(FileRefused::Faulty { named: self.faults, others: self.others })
        }
    }
}
