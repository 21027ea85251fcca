//! The blocking connection of migrations, adoptions and `after-restore`.

use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;

/// Diesel's migrations need a blocking connection.
pub(crate) type Connection = AsyncConnectionWrapper<AsyncPgConnection>;
