//! Finds users with rows that are older than a retention limit.

use diesel::sql_types::{BigInt, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;

use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::values::OwnerRow;

/// Returns the next users after `after`, in the order of their ids.
///
/// The parameters of `sql` are the time limit, the previous user and the maximum number of users. The result column is
/// `owner_id`.
pub(crate) async fn find_users_before(
    database: &Database,
    sql: &'static str,
    before: Timestamp,
    after: Option<UserId>,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    // Ids start at 1.
    let after = after.map_or(0, UserId::get);
    let select = || {
        cached_sql(sql).bind_all(|sql| {
            sql.bind::<Timestamptz, _>(before).bind::<BigInt, _>(after).bind::<BigInt, _>(i64::from(limit))
        })
    };
    let rows: Vec<OwnerRow> = database.read(select).await?;
    rows.into_iter().map(UserId::try_from).collect()
}
