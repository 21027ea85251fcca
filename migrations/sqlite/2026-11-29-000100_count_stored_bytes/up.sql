-- The number of bytes that each user stores, for the storage quota: live and deleted tasks, and idempotency keys with
-- their responses.
--
-- Rows from before this migration are not included until the cleanup job recounts the bytes of their user. Until then,
-- the sum is too low. It can even be negative, if such rows are purged before the recount. So there is no CHECK against
-- negative values.

ALTER TABLE task_counters ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
-- Time of the last full recount. 0 means never.
ALTER TABLE task_counters ADD COLUMN bytes_counted_at INTEGER NOT NULL DEFAULT 0;

-- A recount updates this index. A change of the sum does not.
CREATE INDEX task_counters_counted_idx ON task_counters (bytes_counted_at);
