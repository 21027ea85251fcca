//! Checks each task and numbers the tasks of each owner.

use std::collections::HashMap;

use chrono::TimeDelta;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::invalid::Invalid;
use tasklane_core::task::{Description, Progress, Status, Title, Version};

use crate::legacy::{Legacy, LegacyTable};
use crate::options::Options;
use crate::repair_log::{Cell, RepairLog};
use crate::rows::{AdoptedTask, LegacyTask};
use crate::text::{is_truncated, normalize_line_breaks, shortened, to_single_line, without_controls};
use crate::time::{Times, times};

/// The title of a repaired task whose title was blank.
const UNTITLED: &str = "Untitled";

pub(crate) struct TaskConverter<'a> {
    legacy: &'a Legacy,
    options: &'a Options,
    /// The last change number of each owner, by user id.
    last_seq: HashMap<i64, i64>,
}

impl<'a> TaskConverter<'a> {
    pub(crate) fn new(legacy: &'a Legacy, options: &'a Options) -> Self {
        Self { legacy, options, last_seq: HashMap::new() }
    }

    /// Converts a task. Returns `None` if the row has a fault.
    pub(crate) fn adopt(&mut self, task: &LegacyTask, repair_log: &mut RepairLog) -> Option<AdoptedTask> {
        repair_log.report.tasks += 1;
        let table = self.legacy.table(LegacyTable::Tasks);
        let owner_id = task.owner_id.and_then(UserId::new);
        if task.owner_id.is_none() {
            let what = format!("the owner does not exist in {}", self.legacy.table(LegacyTable::Users));
            repair_log.fault(table, &what, task.id);
        }
        let id = TaskId::new(task.id);
        if id.is_none() {
            repair_log.fault(table, "the id must be from 1 to 9007199254740991", task.id);
        }
        let times = times(
            LegacyTable::Tasks,
            (table, task.id),
            (&task.created_at, &task.updated_at),
            self.options.now,
            repair_log,
        );
        let title = self.title(task, repair_log);
        let description = self.description(task, repair_log);
        let status = self.status(task, repair_log);
        let (owner_id, times, status) = (owner_id?, times?, status?);
        let updated_at = times.updated_at.unwrap_or(times.created_at);
        let completed_at = Progress::starting_in(status, updated_at).completed_at();
        let version = if self.was_edited(times) { Version::FIRST.next() } else { Version::FIRST };
        let (id, title, description) = (id?, title?, description?);
        let change_seq = self.next_seq(owner_id);
        let max = &mut repair_log.report.max_tasks_of_a_user;
        *max = (*max).max(change_seq.unsigned_abs());
        let created_at = times.created_at;
        Some(AdoptedTask {
            owner_id,
            id,
            title,
            description,
            status,
            completed_at,
            version,
            change_seq,
            created_at,
            updated_at,
        })
    }

    /// Returns whether the task was edited after its creation. Servers with a boolean status set both times at
    /// creation, microseconds apart. For these servers, a difference of less than 1 s does not count.
    fn was_edited(&self, times: Times) -> bool {
        let grace = if self.legacy.has_status() { None } else { Some(TimeDelta::seconds(1)) };
        times
            .updated_at
            .is_some_and(|updated_at| grace.is_none_or(|grace| updated_at - times.created_at >= grace))
    }

    fn next_seq(&mut self, owner: UserId) -> i64 {
        let last = self.last_seq.entry(owner.get()).or_default();
        *last += 1;
        *last
    }

    fn cell(&self, task: &LegacyTask, column: &'static str) -> Cell<'a> {
        Cell { table: self.legacy.table(LegacyTable::Tasks), id: task.id, column }
    }

    fn title(&self, task: &LegacyTask, repair_log: &mut RepairLog) -> Option<Title> {
        let raw = task.title.as_deref().unwrap_or_default();
        let normalized = to_single_line(raw);
        let parsed =
            if is_truncated(raw) { Err(Invalid::TooLong(Title::MAX)) } else { Title::parse(&normalized) };
        let invalid = match parsed {
            Ok(title) => {
                if normalized != raw {
                    repair_log.report.count_repair("titles with surrounding blanks or line breaks");
                }
                return Some(title);
            }
            Err(invalid) => invalid,
        };
        let repaired = shortened(without_controls(&normalized, &[]).trim(), Title::MAX);
        let title = Title::parse(if repaired.is_empty() { UNTITLED } else { &repaired }).ok()?;
        repair_log.replace(self.cell(task, "title"), &invalid, raw, title.as_str()).then_some(title)
    }

    /// Returns `None` for an invalid description that is not repaired, and `Some(None)` for a task without a description.
    #[expect(clippy::option_option, reason = "a missing value is not a fault")]
    fn description(&self, task: &LegacyTask, repair_log: &mut RepairLog) -> Option<Option<Description>> {
        let Some(raw) = task.description.as_deref() else { return Some(None) };
        let normalized = normalize_line_breaks(raw);
        let parsed = if is_truncated(raw) {
            Err(Invalid::TooLong(Description::MAX))
        } else {
            Description::parse(&normalized)
        };
        let invalid = match parsed {
            Ok(description) => {
                if normalized != raw {
                    repair_log.report.count_repair("descriptions with line breaks other than LF");
                }
                return Some(Some(description));
            }
            Err(invalid) => invalid,
        };
        let repaired = shortened(&without_controls(&normalized, &['\n', '\t']), Description::MAX);
        let description = Description::parse(&repaired).ok()?;
        let is_replaced =
            repair_log.replace(self.cell(task, "description"), &invalid, raw, description.as_str());
        is_replaced.then_some(Some(description))
    }

    fn status(&self, task: &LegacyTask, repair_log: &mut RepairLog) -> Option<Status> {
        let raw = task.status.as_deref().unwrap_or_default();
        let invalid = match Status::parse(raw) {
            Ok(status) => return Some(status),
            Err(invalid) => invalid.to_string(),
        };
        let column = self.legacy.status();
        let reason = if self.legacy.has_status() { invalid } else { "must be true or false".to_owned() };
        let repaired = Status::Pending;
        repair_log.replace(self.cell(task, column), &reason, raw, repaired.as_str()).then_some(repaired)
    }
}
