//! Lets a connection keep the prepared form of any statement.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A statement that is kept under its text. Diesel by itself prepares every UPDATE and upsert anew, as their text may
/// vary; ours takes few forms.
///
/// Load its rows: `execute` hands Diesel a reference to the statement, and the wish to keep it gets lost on that way.
/// An UPDATE that has no rows to give can return its key.
pub(crate) fn cached<Q>(statement: Q) -> Cached<Q> {
    Cached(statement)
}

/// As [`cached`], for a statement in SQL that gives columns of these types: its rows are read by their columns' places,
/// which is quicker than by their names.
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
