//! Raw SQL that PostgreSQL parses once per connection.

use std::marker::PhantomData;

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId, SqlQuery};
use diesel::result::QueryResult;
use diesel::sql_types::Untyped;

/// A `sql_query` whose prepared statement is cached. Diesel does not cache raw SQL or UPDATE, because text built at run
/// time could fill the server's memory. This crate has a limited number of statements, built from constants, so each
/// connection prepares each statement once.
pub(crate) struct CachedSql<Q, T = Untyped> {
    query: Q,
    rows: PhantomData<T>,
}

/// Returns a statement whose rows are read by column name.
pub(crate) fn cached_sql(sql: impl Into<String>) -> CachedSql<SqlQuery> {
    CachedSql { query: diesel::sql_query(sql), rows: PhantomData }
}

impl<T> CachedSql<SqlQuery, T> {
    /// Binds the values, in the order of `$1`, `$2`, ….
    pub(crate) fn bind_all<Q>(self, bind: impl FnOnce(SqlQuery) -> Q) -> CachedSql<Q, T> {
        CachedSql { query: bind(self.query), rows: PhantomData }
    }
}

impl CachedSql<SqlQuery> {
    /// Reads the columns by position, with the types `T`. Looking up each name in each row takes longer than all other
    /// processing of the row.
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

/// Without a static id, the cache key is the text and the types of the values.
impl<Q, T> QueryId for CachedSql<Q, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
