//! The file formats of an export.

use tasklane_core::task::Task;
use thiserror::Error;
use utoipa::ToSchema;

use super::{csv, ics, json};
use crate::respond::Reason;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(as = TasksFormat, rename_all = "snake_case")]
pub(in crate::v1::tasks) enum Format {
    Json,
    Csv,
    Ics,
}

#[derive(Debug, Error)]
pub(in crate::v1::tasks) enum WriteError {
    #[error("cannot write a task as JSON")]
    Json(#[from] serde_json::Error),
    #[error("cannot write a task as CSV")]
    Csv(#[from] ::csv::Error),
    #[error("cannot write a task as iCalendar")]
    Ics(#[from] std::fmt::Error),
}

/// A file consists of `begin`, the results of any number of `write` calls, and `end`.
impl Format {
    pub(in crate::v1::tasks) fn parse(raw: &str) -> Result<Self, Reason> {
        match raw {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "ics" => Ok(Self::Ics),
            _ => Err(Reason::new("must be one of: json, csv, ics", "enum")),
        }
    }

    pub(in crate::v1::tasks) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ics => "text/calendar; charset=utf-8",
        }
    }

    /// Returns the value of `Content-Disposition`.
    pub(in crate::v1::tasks) fn as_attachment(self) -> &'static str {
        match self {
            Self::Json => "attachment; filename=\"tasklane-tasks.json\"",
            Self::Csv => "attachment; filename=\"tasklane-tasks.csv\"",
            Self::Ics => "attachment; filename=\"tasklane-tasks.ics\"",
        }
    }

    pub(in crate::v1::tasks) fn begin(self) -> String {
        match self {
            Self::Json => json::BEGIN.to_owned(),
            Self::Csv => csv::header(),
            Self::Ics => ics::BEGIN.to_owned(),
        }
    }

    pub(in crate::v1::tasks) fn write(
        self,
        tasks: &[Task],
        is_first_batch: bool,
    ) -> Result<Vec<u8>, WriteError> {
        match self {
            Self::Json => Ok(json::write(tasks, is_first_batch)?.into()),
            Self::Csv => Ok(csv::write(tasks)?),
            Self::Ics => Ok(ics::write(tasks)?.into()),
        }
    }

    pub(in crate::v1::tasks) fn end(self) -> &'static str {
        match self {
            Self::Json => json::END,
            Self::Csv => "",
            Self::Ics => ics::END,
        }
    }
}
