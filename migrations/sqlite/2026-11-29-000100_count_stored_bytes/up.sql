-- How many bytes each user stores, for the storage quota: live and deleted tasks, and idempotency keys with their responses.
--
-- Rows from before this column are counted by the housekeeping, user by user; until then the sum says less than is stored.
-- No CHECK keeps it from falling below 0: that is right for a user whose older rows are purged before they are counted.

ALTER TABLE task_counters ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
-- When all rows were last counted anew; 0, as a time, stands for never.
ALTER TABLE task_counters ADD COLUMN bytes_counted_at INTEGER NOT NULL DEFAULT 0;

-- Written by the recount alone: a change of the sum does not touch it.
CREATE INDEX task_counters_counted_idx ON task_counters (bytes_counted_at);
