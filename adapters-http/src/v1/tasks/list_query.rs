//! Parses the query string of a task list.

use actix_web::HttpRequest;
use tasklane_core::ids::UserId;
use tasklane_core::invalid::Invalid;
use tasklane_core::task::{
    DueDate, Position, Priority, SearchText, Sort, Status, Tags, Task, TaskFilter, TaskQuery,
};

use super::cursor::CursorScope;
use crate::extract::Query;
use crate::respond::{Fault, Problem, Reason};

pub(super) const DEFAULT_LIMIT: i64 = 20;
const SKIP: &str = "skip";
const CURSOR: &str = "cursor";

pub(super) struct ListQuery {
    owner: UserId,
    raw: Query,
    pub(super) tasks: TaskQuery,
    pub(super) include_total: bool,
}

impl ListQuery {
    /// Parses the query and reports all errors together. A cursor is checked only if the other parameters are valid.
    pub(super) fn read(mut raw: Query, owner: UserId) -> Result<Self, Problem> {
        let filter = filter(&mut raw);
        let sort = raw.single("sort", |raw| Ok(Sort::parse(raw)?)).unwrap_or_default();
        let include_total = raw.boolean("include_total").unwrap_or(false);
        let page = raw.page(Some(DEFAULT_LIMIT));
        let after = position(&mut raw, &CursorScope { owner, sort, filter: &filter });
        let page = raw.finish(page)?;
        Ok(Self { owner, raw, tasks: TaskQuery { filter, sort, after, page }, include_total })
    }

    /// Returns whether the page may contain fewer tasks than `limit` although more tasks follow. A page with `skip`
    /// must not, because the client would miss tasks.
    pub(super) fn uses_cursor(&self) -> bool {
        !self.raw.has(SKIP)
    }

    /// Returns the page after `last`. A client that uses `skip` gets the next `skip`. Any other client gets a cursor,
    /// which stays correct while tasks are created and deleted.
    pub(super) fn after(&self, last: &Task) -> NextPage {
        let TaskQuery { filter, sort, page, .. } = &self.tasks;
        if !self.uses_cursor() {
            let skip = page.skip().saturating_add(page.limit().unwrap_or(DEFAULT_LIMIT));
            return NextPage { query: self.raw.with(SKIP, &skip.to_string()), cursor: None };
        }
        let cursor = CursorScope { owner: self.owner, sort: *sort, filter }.cursor_after(last);
        NextPage { query: self.raw.with(CURSOR, &cursor), cursor: Some(cursor) }
    }
}

/// The query string of the next page, and its cursor.
pub(super) struct NextPage {
    query: String,
    pub(super) cursor: Option<String>,
}

impl NextPage {
    pub(super) fn link(&self, req: &HttpRequest) -> String {
        format!("<{}?{}>; rel=\"next\"", req.path(), self.query)
    }
}

/// Parses the filter. Duplicate values and the order of the values have no effect.
fn filter(query: &mut Query) -> TaskFilter {
    let statuses = query.each("status", Status::parse);
    let priorities = query.each("priority", Priority::parse);
    let mut tags = query.each("tag", |raw| Tags::parse_tag(raw).map(|()| raw.to_owned()));
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > Tags::MAX_COUNT {
        query.errors.add(Fault::new("query", "tag", Invalid::TooManyItems(Tags::MAX_COUNT)));
    }
    TaskFilter {
        statuses: Status::ALL.into_iter().filter(|status| statuses.contains(status)).collect(),
        is_completed: query.boolean("is_completed"),
        priorities: Priority::ALL.into_iter().filter(|priority| priorities.contains(priority)).collect(),
        tags,
        text: query.single("q", |raw| Ok(SearchText::parse(raw)?)),
        due_after: query.single("due_after", |raw| Ok(DueDate::parse(raw)?)),
        due_before: query.single("due_before", |raw| Ok(DueDate::parse(raw)?)),
    }
}

fn position(query: &mut Query, scope: &CursorScope<'_>) -> Option<Position> {
    let (has_skip, is_clear) = (query.has(SKIP), query.errors.is_empty());
    query.single(CURSOR, |cursor| {
        if has_skip {
            return Err(Reason::new("must not be used together with skip", "conflict"));
        }
        if !is_clear {
            return Ok(None);
        }
        let invalid = "does not belong to this list, or was altered; begin again without it";
        scope.position_of(cursor).map(Some).ok_or_else(|| Reason::new(invalid, "cursor"))
    })?
}
