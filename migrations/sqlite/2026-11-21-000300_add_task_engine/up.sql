-- What searching, syncing and cleaning up tasks need.

-- The folded words by which a task is found and sorted: the program folds them, for lower() knows ASCII alone. NULL
-- stands for written before there was this column; the program fills it when it migrates.
ALTER TABLE tasks ADD COLUMN search_text TEXT;
CREATE INDEX tasks_unsearchable_idx ON tasks (owner_id, id) WHERE search_text IS NULL;

-- The highest number of a deletion that is remembered no more.
ALTER TABLE task_counters ADD COLUMN forgotten_seq INTEGER NOT NULL DEFAULT 0
    CONSTRAINT task_counters_forgotten_sound CHECK (forgotten_seq >= 0);

-- What is old enough to be forgotten. Led by the owner, because removing holds up every other write, and finding
-- those who have such rows does not.
CREATE INDEX tasks_deleted_idx ON tasks (owner_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX idempotency_keys_time_idx ON idempotency_keys (user_id, created_at);

-- Which process does what one alone should do, and until when.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder BLOB NOT NULL,
    ends_at INTEGER NOT NULL,
    CONSTRAINT leases_holder_size CHECK (length(holder) = 16)
) STRICT, WITHOUT ROWID;
