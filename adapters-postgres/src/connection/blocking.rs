//! The connection that migrations and adoptions work on, on a thread of their own.

use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;

/// Migrations are run by a library that blocks.
pub(crate) type Connection = AsyncConnectionWrapper<AsyncPgConnection>;
