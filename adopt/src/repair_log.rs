//! Collects the invalid rows, changes and counts of one run.

use std::fmt::Display;

use crate::error::AdoptError;
use crate::invalid_rows::InvalidRows;
use crate::report::{Change, Report};

pub(crate) struct RepairLog {
    is_repairing: bool,
    invalid_rows: InvalidRows,
    pub(crate) report: Report,
}

/// The location of a stored value.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub(crate) table: &'a str,
    pub(crate) id: i64,
    pub(crate) column: &'static str,
}

impl RepairLog {
    pub(crate) fn new(is_repairing: bool, report: Report) -> Self {
        Self { is_repairing, invalid_rows: InvalidRows::default(), report }
    }

    pub(crate) fn has_no_invalid_rows(&self) -> bool {
        self.invalid_rows.is_empty()
    }

    pub(crate) fn is_repairing(&self) -> bool {
        self.is_repairing
    }

    /// Records an invalid value: as a change with `--mend`, otherwise as a fault. Returns whether to store `after`
    /// instead of `before`.
    pub(crate) fn replace(
        &mut self,
        cell: Cell<'_>,
        reason: &dyn Display,
        before: &str,
        after: &str,
    ) -> bool {
        let Cell { table, id, column } = cell;
        if self.is_repairing {
            self.report.changes.push(Change::new(table, id, column, before, after, &reason.to_string()));
        } else {
            self.invalid_rows.add_repairable(table, format!("{column} {reason}"), id);
        }
        self.is_repairing
    }

    pub(crate) fn fault(&mut self, table: &str, what: &str, row: impl Display) {
        self.invalid_rows.add(table, what, row);
    }

    pub(crate) fn repairable_fault(&mut self, table: &str, what: &str, row: impl Display) {
        self.invalid_rows.add_repairable(table, what, row);
    }

    pub(crate) fn into_report(self) -> Result<Report, AdoptError> {
        if self.invalid_rows.is_empty() {
            Ok(self.report)
        } else {
            Err(AdoptError::InvalidRows(self.invalid_rows))
        }
    }
}
