-- How many bytes each user stores, for the storage quota: live and deleted tasks, and idempotency keys with their responses.
--
-- Rows older than this column are counted by the cleanup, user by user. Until then the sum is too low.
-- There is no CHECK against negative values: they are correct if older rows are purged before they are counted.

ALTER TABLE task_counters ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
-- Time of the last full recount. 0 means never.
ALTER TABLE task_counters ADD COLUMN bytes_counted_at INTEGER NOT NULL DEFAULT 0;

-- Written only by the recount, not by changes of the sum.
CREATE INDEX task_counters_counted_idx ON task_counters (bytes_counted_at);
