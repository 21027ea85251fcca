//! The tasks, checked one by one and numbered owner by owner.

use std::mem;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::TaskId;
use tasklane_core::task::{Description, Progress, Status, Title, Version, searchable};

use super::mending::{line, lines};
use super::{Problems, Report};
use crate::migrate::Connection;

/// Mending makes a description shorter, at most by half where each line break was of two characters.
pub(super) const LONGEST_DESCRIPTION: usize = 2 * Description::MAX;

const INSERT: &str =
    "INSERT INTO tasks (owner_id, id, title, description, status, completed_at, version, change_seq,
    created_at, updated_at, search_text, priority, tags)
SELECT *, 'none', '{}'::text[] FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(super) struct OlderTask {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// `None` when there is no such user.
    #[diesel(sql_type = Nullable<BigInt>)]
    owner_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    title: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    description: Option<String>,
    #[diesel(sql_type = Bool)]
    is_too_long: bool,
    #[diesel(sql_type = Nullable<Text>)]
    status: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: Timestamp,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    updated_at: Option<Timestamp>,
    #[diesel(sql_type = Bool)]
    has_no_created_at: bool,
    #[diesel(sql_type = Bool)]
    has_odd_time: bool,
}

/// Columns rather than rows, for one statement that adds them all.
#[derive(Default)]
struct Columns {
    owners: Vec<i64>,
    ids: Vec<i64>,
    titles: Vec<String>,
    descriptions: Vec<Option<String>>,
    statuses: Vec<&'static str>,
    completed_at: Vec<Option<Timestamp>>,
    versions: Vec<i64>,
    change_seqs: Vec<i64>,
    created_at: Vec<Timestamp>,
    updated_at: Vec<Timestamp>,
    search_texts: Vec<String>,
}

pub(super) struct Tasks<'a> {
    problems: &'a mut Problems,
    report: &'a mut Report,
    columns: Columns,
    /// Of the task before, and its number.
    last: Option<(i64, i64)>,
}

impl<'a> Tasks<'a> {
    pub(super) fn begin(problems: &'a mut Problems, report: &'a mut Report) -> Self {
        Self { problems, report, columns: Columns::default(), last: None }
    }

    /// Takes these over, unless somebody had a problem. They come by owner, in the order of their creation.
    pub(super) fn add(&mut self, connection: &mut Connection, tasks: &[OlderTask]) -> QueryResult<()> {
        for task in tasks {
            self.report.tasks += 1;
            self.read(task);
        }
        let columns = mem::take(&mut self.columns);
        if self.problems.is_empty() { columns.insert(connection) } else { Ok(()) }
    }

    fn read(&mut self, older: &OlderTask) {
        let OlderTask { id, owner_id, created_at, updated_at, .. } = *older;
        if owner_id.is_none() {
            self.problems.add("tasks", "have no owner in users", id);
        }
        if TaskId::new(id).is_none() {
            self.problems.add("tasks", "have an id that is not positive", id);
        }
        if older.has_odd_time {
            self.problems.add("tasks", "have a time that is infinite or without a year of four digits", id);
        }
        if older.has_no_created_at {
            self.report.mend("tasks without created_at got updated_at, or else the time of this run");
        }
        let title = self.title(id, older.title.as_deref());
        let description = self.description(id, older.description.as_deref(), older.is_too_long);
        let status = self.status(id, older.status.as_deref());
        let (Some(owner), Some(title), Some(status)) = (owner_id, title, status) else { return };
        let completed = Progress::starting_in(status, updated_at.unwrap_or(created_at)).completed_at();
        let version = if updated_at.is_some() { Version::FIRST.next() } else { Version::FIRST };
        let change_seq = self.number(owner);
        let columns = &mut self.columns;
        columns.owners.push(owner);
        columns.ids.push(id);
        columns.search_texts.push(searchable(&title, description.as_ref()));
        columns.titles.push(title.as_str().to_owned());
        columns.descriptions.push(description.map(|description| description.as_str().to_owned()));
        columns.statuses.push(status.as_str());
        columns.completed_at.push(completed);
        columns.versions.push(version.get());
        columns.change_seqs.push(change_seq);
        columns.created_at.push(created_at);
        columns.updated_at.push(updated_at.unwrap_or(created_at));
    }

    /// 1, 2, 3, … for each owner.
    fn number(&mut self, owner: i64) -> i64 {
        let number = match self.last {
            Some((last, number)) if last == owner => number + 1,
            _ => 1,
        };
        self.last = Some((owner, number));
        number
    }

    fn title(&mut self, id: i64, raw: Option<&str>) -> Option<Title> {
        let raw = raw.unwrap_or_default();
        let mended = line(raw);
        let title = Title::parse(&mended);
        if let Err(invalid) = &title {
            self.problems.add("tasks", format!("title {invalid}"), id);
        } else if mended != raw {
            self.report.mend("titles lost blanks around them and control characters");
        }
        title.ok()
    }

    fn description(&mut self, id: i64, raw: Option<&str>, is_too_long: bool) -> Option<Description> {
        if is_too_long {
            let too_long = format!("description must be at most {} characters long", Description::MAX);
            self.problems.add("tasks", too_long, id);
        }
        let raw = raw?;
        let mended = lines(raw);
        let description = Description::parse(&mended);
        if let Err(invalid) = &description {
            self.problems.add("tasks", format!("description {invalid}"), id);
        } else if mended != raw {
            self.report.mend("descriptions got line feeds for other line ends, and lost control characters");
        }
        description.ok()
    }

    fn status(&mut self, id: i64, raw: Option<&str>) -> Option<Status> {
        let status = Status::parse(raw.unwrap_or_default());
        if let Err(invalid) = &status {
            self.problems.add("tasks", format!("status {invalid}"), id);
        }
        status.ok()
    }
}

impl Columns {
    fn insert(&self, connection: &mut Connection) -> QueryResult<()> {
        diesel::sql_query(INSERT)
            .bind::<Array<BigInt>, _>(&self.owners)
            .bind::<Array<BigInt>, _>(&self.ids)
            .bind::<Array<Text>, _>(&self.titles)
            .bind::<Array<Nullable<Text>>, _>(&self.descriptions)
            .bind::<Array<Text>, _>(&self.statuses)
            .bind::<Array<Nullable<Timestamptz>>, _>(&self.completed_at)
            .bind::<Array<BigInt>, _>(&self.versions)
            .bind::<Array<BigInt>, _>(&self.change_seqs)
            .bind::<Array<Timestamptz>, _>(&self.created_at)
            .bind::<Array<Timestamptz>, _>(&self.updated_at)
            .bind::<Array<Text>, _>(&self.search_texts)
            .execute(connection)
            .map(drop)
    }
}
