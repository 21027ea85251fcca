DROP INDEX task_counters_counted_idx;
ALTER TABLE task_counters DROP COLUMN bytes_counted_at;
ALTER TABLE task_counters DROP COLUMN stored_bytes;
