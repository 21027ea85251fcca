//! Collects the tasks and errors of a file. Each task is validated like the body of `POST /tasks`.

use std::str::Utf8Error;

use tasklane_core::invalid::Invalid;
use tasklane_core::task::NewTask;
use thiserror::Error;

use crate::extract::Input;
use crate::respond::{Fault, PathSegment, Reason, ValidationErrors};
use crate::v1::tasks::bodies::NewTaskBody;

/// Maximum number of tasks in a file.
const MAX_TASKS: usize = 10_000;
/// Maximum number of errors reported in detail. Further errors are only counted.
const MAX_ERRORS: usize = 100;
/// Maximum number of ignored columns or members that are reported.
const MAX_IGNORED: usize = 100;
const MAX_IGNORED_CHARS: usize = 100;
/// Maximum size of one task, the same as in `POST /tasks`. A larger task is rejected without parsing it.
pub(super) const MAX_TASK_BYTES: usize = NewTaskBody::MAX_BYTES;

#[derive(Debug, Error)]
pub(in crate::v1::tasks) enum Malformed {
    #[error(transparent)]
    Encoding(#[from] Utf8Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

#[derive(Debug, Error)]
pub(in crate::v1::tasks) enum FileError {
    #[error("the file is not valid JSON")]
    Malformed(#[from] Malformed),
    #[error("the file contains invalid tasks")]
    Faulty { reported: ValidationErrors, omitted: usize },
}

/// The content of an imported file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::v1::tasks) struct ImportedFile {
    /// The tasks, in the order of the file.
    pub(in crate::v1::tasks) tasks: Vec<NewTask>,
    /// The names of the columns or members that were not imported, without duplicates.
    pub(in crate::v1::tasks) ignored: Vec<String>,
}

/// The tasks and errors found so far.
#[derive(Debug, Default)]
pub(super) struct ImportCollector {
    tasks: Vec<NewTask>,
    seen: usize,
    errors: ValidationErrors,
    reported: usize,
    omitted: usize,
    ignored: Vec<String>,
}

impl ImportCollector {
    /// Returns whether the file may contain one more task. Adds an error if the limit is reached.
    pub(super) fn has_room(&mut self) -> bool {
        if self.seen == MAX_TASKS {
            self.reject_file(Fault::new("body", "tasks", Invalid::TooManyItems(MAX_TASKS)));
            return false;
        }
        true
    }

    /// Validates one task and adds it. `place` is the line or index of the task, and `errors` are the errors already
    /// found in the task. As in other requests, members that clients can't set are ignored.
    pub(super) fn add_task(&mut self, place: usize, body: NewTaskBody, mut errors: ValidationErrors) {
        self.seen += 1;
        let task = body.read(&mut errors);
        if errors.is_empty() {
            self.tasks.extend(task);
        } else {
            self.add_errors(Some(place), errors);
        }
    }

    pub(super) fn reject_too_large(&mut self, place: usize) {
        let reason = Reason::new(format!("must have at most {MAX_TASK_BYTES} bytes"), "too_long");
        self.reject(place, Fault::new("body", "task", reason));
    }

    /// Rejects a task that can't be parsed.
    pub(super) fn reject(&mut self, place: usize, fault: Fault) {
        self.seen += 1;
        self.add_errors(Some(place), fault.into());
    }

    /// Adds an error that does not belong to a single task.
    pub(super) fn reject_file(&mut self, fault: Fault) {
        self.add_errors(None, fault.into());
    }

    pub(super) fn add_errors(&mut self, place: Option<usize>, mut errors: ValidationErrors) {
        let found = errors.len();
        errors.truncate(MAX_ERRORS - self.reported);
        self.reported += errors.len();
        self.omitted += found - errors.len();
        let there = place.map(PathSegment::Index);
        self.errors.add_nested(there.as_slice(), errors);
    }

    /// Records a column or member that is not imported.
    pub(super) fn report_ignored(&mut self, name: &str) {
        if self.ignored.len() >= MAX_IGNORED {
            return;
        }
        let name: String = name.chars().take(MAX_IGNORED_CHARS).collect();
        if !self.ignored.contains(&name) {
            self.ignored.push(name);
        }
    }

    pub(super) fn finish(self) -> Result<ImportedFile, FileError> {
        if self.errors.is_empty() {
            Ok(ImportedFile { tasks: self.tasks, ignored: self.ignored })
        } else {
            Err(FileError::Faulty { reported: self.errors, omitted: self.omitted })
        }
    }
}
