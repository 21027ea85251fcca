//! Renames the older tables, so that they can stay in the database without conflicting with the new tables.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_adopt::{AdoptError, Legacy, LegacyTable};

use crate::connection::blocking::Connection;

/// Renames the tables and their indexes and sequences. Indexes and sequences need unique names in the schema, like
/// tables. `$users`, `$tasks`, `$new_users` and `$new_tasks` are placeholders.
const RENAME: &str = "DO $$
DECLARE
    object record;
BEGIN
    FOR object IN
        SELECT c.oid::regclass AS name, 'older_' || c.relname AS new_name,
            CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END AS kind
        FROM pg_class c
        WHERE c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN ('$users'::regclass, '$tasks'::regclass))
            OR c.relkind = 'S' AND c.oid IN (
                SELECT objid FROM pg_depend
                WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                    AND refobjid IN ('$users'::regclass, '$tasks'::regclass))
    LOOP
        EXECUTE format('ALTER %s %s RENAME TO %I', object.kind, object.name, object.new_name);
    END LOOP;
    ALTER TABLE $users RENAME TO $new_users;
    ALTER TABLE $tasks RENAME TO $new_tasks;
END $$";

const OTHER_CONNECTIONS: &str = "SELECT count(*) AS count FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
    AND backend_type IS DISTINCT FROM 'autovacuum worker' AND backend_type IS DISTINCT FROM 'walsender'";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The names of the older tables before and after the renaming. All names come from a fixed list, so they are safe in SQL.
pub(super) struct LegacyTables {
    names: [String; 2],
    renamed: [String; 2],
}

impl LegacyTables {
    pub(super) fn new(legacy: &Legacy) -> Self {
        let names = [LegacyTable::Users, LegacyTable::Tasks].map(|table| legacy.table(table).to_owned());
        Self { renamed: names.each_ref().map(|name| backup_name(name)), names }
    }

    pub(super) fn renamed(&self) -> &[String; 2] {
        &self.renamed
    }

    /// Locks the tables until the end of the transaction, so that no other program reads or writes them in the meantime.
    pub(super) fn lock(&self, connection: &mut Connection) -> Result<(), AdoptError> {
        let [users, tasks] = &self.names;
        connection
            .batch_execute(&format!("LOCK TABLE \"{users}\", \"{tasks}\" IN ACCESS EXCLUSIVE MODE"))
            .map_err(|cause| AdoptError::InUse(cause.into()))
    }

    pub(super) fn rename(&self, connection: &mut Connection) -> QueryResult<()> {
        let ([users, tasks], [new_users, new_tasks]) = (&self.names, &self.renamed);
        let statement = RENAME
            .replace("$users", &format!("\"{users}\""))
            .replace("$tasks", &format!("\"{tasks}\""))
            .replace("$new_users", new_users)
            .replace("$new_tasks", new_tasks);
        connection.batch_execute(&statement)
    }
}

pub(super) fn backup_name(table: &str) -> String {
    format!("older_{table}")
}

pub(super) fn count_connections(connection: &mut Connection) -> QueryResult<i64> {
    diesel::sql_query(OTHER_CONNECTIONS).get_result(connection).map(|row: CountRow| row.count)
}
