//! SQL text that the server parses once per connection.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId, SqlQuery};
use diesel::result::QueryResult;
use diesel::sql_types::Untyped;

/// A `sql_query` whose prepared statement is kept. Diesel keeps none of raw SQL, nor of UPDATE, lest text made at run
/// time fill the server's memory; the text here is a constant, or put together of constants in a few dozen ways, so each
/// connection prepares it once.
pub(crate) struct CachedSql<Q>(Q);

pub(crate) fn cached_sql(sql: impl Into<String>) -> CachedSql<SqlQuery> {
    CachedSql(diesel::sql_query(sql))
}

impl CachedSql<SqlQuery> {
    /// The values, in the order of `$1`, `$2`, ….
    pub(crate) fn bind_all<Q>(self, bind: impl FnOnce(SqlQuery) -> Q) -> CachedSql<Q> {
        CachedSql(bind(self.0))
    }
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for CachedSql<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> Query for CachedSql<Q> {
    type SqlType = Untyped;
}

/// Without a static id the statement is known by its text and the types of its values.
impl<Q> QueryId for CachedSql<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
