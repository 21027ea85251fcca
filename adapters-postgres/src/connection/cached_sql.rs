//! SQL text that the server parses once per connection.

use std::marker::PhantomData;

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId, SqlQuery};
use diesel::result::QueryResult;
use diesel::sql_types::Untyped;

/// A `sql_query` whose prepared statement is kept. Diesel keeps none of raw SQL, nor of UPDATE, lest text made at run
/// time fill the server's memory; the text here is a constant, or put together of constants in a few dozen ways, so each
/// connection prepares it once.
pub(crate) struct CachedSql<Q, T = Untyped> {
    query: Q,
    rows: PhantomData<T>,
}

/// Its rows are read by the names of their columns.
pub(crate) fn cached_sql(sql: impl Into<String>) -> CachedSql<SqlQuery> {
    CachedSql { query: diesel::sql_query(sql), rows: PhantomData }
}

impl<T> CachedSql<SqlQuery, T> {
    /// The values, in the order of `$1`, `$2`, ….
    pub(crate) fn bind_all<Q>(self, bind: impl FnOnce(SqlQuery) -> Q) -> CachedSql<Q, T> {
        CachedSql { query: bind(self.query), rows: PhantomData }
    }
}

impl CachedSql<SqlQuery> {
    /// Its rows are of these types, by the order of their columns: to look for each name in each row takes longer than all
    /// else that is done with it.
    pub(crate) fn in_order<T>(self) -> CachedSql<SqlQuery, T> {
        CachedSql { query: self.query, rows: PhantomData }
    }
}

impl<Q: QueryFragment<Pg>, T> QueryFragment<Pg> for CachedSql<Q, T> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.query.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q, T> Query for CachedSql<Q, T> {
    type SqlType = T;
}

/// Without a static id the statement is known by its text and the types of its values.
impl<Q, T> QueryId for CachedSql<Q, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
