//! What follows from the rows that were taken over: counters, the next ids, statistics.

use diesel::connection::SimpleConnection;

use crate::migrate::Connection;

/// An id that was given to a row which is deleted since must not be given again, so the older sequences count too.
const SETTLE: &str = "
INSERT INTO task_counters (owner_id, seq, live_tasks) SELECT owner_id, count(*), count(*) FROM tasks GROUP BY owner_id;
SELECT setval(pg_get_serial_sequence('users', 'id'), last) FROM (
    SELECT greatest(max(id), pg_sequence_last_value(pg_get_serial_sequence('older_users', 'id')::regclass)) AS last
    FROM users) AS ids WHERE last > 0;
SELECT setval(pg_get_serial_sequence('tasks', 'id'), last) FROM (
    SELECT greatest(max(id), pg_sequence_last_value(pg_get_serial_sequence('older_tasks', 'id')::regclass)) AS last
    FROM tasks) AS ids WHERE last > 0;
ANALYZE users;
ANALYZE tasks;
ANALYZE task_counters;
";

pub(super) fn settle(connection: &mut Connection) -> diesel::QueryResult<()> {
    connection.batch_execute(SETTLE)
}
