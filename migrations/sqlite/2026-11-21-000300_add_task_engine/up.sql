-- Columns and tables for search, sync and cleanup of tasks.

-- The case-folded text used to search and sort. The application folds case, because lower() supports only ASCII. NULL
-- in older rows until the migration fills the column.
ALTER TABLE tasks ADD COLUMN search_text TEXT;
CREATE INDEX tasks_unsearchable_idx ON tasks (owner_id, id) WHERE search_text IS NULL;

-- The highest sequence number of a purged deletion.
ALTER TABLE task_counters ADD COLUMN forgotten_seq INTEGER NOT NULL DEFAULT 0
    CONSTRAINT task_counters_forgotten_sound CHECK (forgotten_seq >= 0);

-- Finds expired tombstones. The owner is the first column, because a purge per owner blocks other writes only briefly.
CREATE INDEX tasks_deleted_idx ON tasks (owner_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX idempotency_keys_time_idx ON idempotency_keys (user_id, created_at);

-- Leases of background jobs that only one process at a time may run.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder BLOB NOT NULL,
    ends_at INTEGER NOT NULL,
    CONSTRAINT leases_holder_size CHECK (length(holder) = 16)
) STRICT, WITHOUT ROWID;
