//! Keeps the older tables beside the new ones, under names that are not in the way.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::AdoptError;
use crate::migrate::Connection;

/// Whoever reads or writes the tables now would miss what follows.
const LOCK: &str = "LOCK TABLE users, tasks IN ACCESS EXCLUSIVE MODE";

/// Indexes and sequences have their names to themselves in a schema, constraints that are indexes too.
const RENAME: &str = "DO $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT c.oid::regclass AS name, 'older_' || c.relname AS new_name,
            CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END AS kind
        FROM pg_class c
        WHERE c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN ('users'::regclass, 'tasks'::regclass))
            OR c.relkind = 'S' AND c.oid IN (
                SELECT objid FROM pg_depend
                WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                    AND refobjid IN ('users'::regclass, 'tasks'::regclass))
    LOOP
        EXECUTE format('ALTER %s %s RENAME TO %I', part.kind, part.name, part.new_name);
    END LOOP;
    ALTER TABLE users RENAME TO older_users;
    ALTER TABLE tasks RENAME TO older_tasks;
END $$";

/// Of this schema, but for the two tables themselves.
const OTHER_TABLES: &str = "SELECT 'the table ' || c.relname AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.relname NOT IN ('users', 'tasks', '__diesel_schema_migrations') AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname";

const OTHER_CONNECTIONS: &str = "SELECT count(*) AS count FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
    AND backend_type IS DISTINCT FROM 'autovacuum worker' AND backend_type IS DISTINCT FROM 'walsender'";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Until the end of the transaction.
pub(super) fn lock(connection: &mut Connection) -> Result<(), AdoptError> {
    connection.batch_execute(LOCK).map_err(AdoptError::InUse)
}

/// To be asked before anything is made.
pub(super) fn find_others(connection: &mut Connection) -> QueryResult<Vec<String>> {
    let others: Vec<Named> = diesel::sql_query(OTHER_TABLES).load(connection)?;
    Ok(others.into_iter().map(|other| other.name).collect())
}

pub(super) fn count_connections(connection: &mut Connection) -> QueryResult<i64> {
    diesel::sql_query(OTHER_CONNECTIONS).get_result(connection).map(|counted: Counted| counted.count)
}

pub(super) fn rename(connection: &mut Connection) -> QueryResult<()> {
    connection.batch_execute(RENAME)
}
