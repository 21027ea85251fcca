-- The extensions stay: others may use them.

DO $$
BEGIN
    DROP INDEX IF EXISTS tasks_search_idx;
    DROP TABLE leases;
    DROP INDEX idempotency_keys_time_idx;
    ALTER TABLE task_counters DROP COLUMN forgotten_seq;
    DROP INDEX tasks_deleted_idx;
    DROP INDEX tasks_unsearchable_idx;
    ALTER TABLE tasks DROP COLUMN search_text;
END $$;
