-- For a database that was restored from a backup, before the server starts on it: by psql or sqlite3.
-- Numbers and versions that were given after the backup would be given a second time, and clients would take old for new.
-- So they go on well above them, by more writes than one user can have made since. To run it twice does no harm.
BEGIN;
INSERT INTO task_counters AS counter (owner_id, seq, live_tasks, forgotten_seq)
    SELECT id, 1000000, 0, 1000000 FROM users WHERE true
    ON CONFLICT (owner_id) DO UPDATE SET seq = counter.seq + 1000000, forgotten_seq = counter.seq + 1000000;
UPDATE tasks SET version = version + 1000000;
COMMIT;
