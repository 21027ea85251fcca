//! Caches prepared statements that Diesel would not cache.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// Caches the prepared form of a statement by its text. Diesel prepares each UPDATE and upsert again, because their
/// text may vary. This crate has only a few different SQL statements.
///
/// Call `load`, not `execute`: `execute` passes Diesel a reference to the statement, and a reference has no marker for
/// the cache. An UPDATE that needs no result can return the key of the row.
pub(crate) fn cached<Q>(statement: Q) -> Cached<Q> {
    Cached(statement)
}

/// Like [`cached`], for a statement in SQL that returns columns of these types. Reads the columns by position, which
/// is faster than by name.
pub(crate) fn cached_as<Columns, Q>(statement: Q) -> Cached<Typed<Q, Columns>> {
    Cached(Typed(statement, PhantomData))
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Cached<Q>(Q);

#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed<Q, Columns>(Q, PhantomData<Columns>);

impl<Q, DB> QueryFragment<DB> for Cached<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Cached<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Cached<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Cached<Q> {}

impl<Q, Columns, DB> QueryFragment<DB> for Typed<Q, Columns>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}

impl<Q, Columns> Query for Typed<Q, Columns> {
    type SqlType = Columns;
}
