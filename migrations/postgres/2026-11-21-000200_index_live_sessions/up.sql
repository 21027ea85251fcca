-- A user has few live sessions, and may have many ended sessions that are not purged yet. The index does not contain
-- the time of the last use, because each refresh would then have to update the index.
CREATE INDEX sessions_live_idx ON sessions (user_id, id) WHERE revoked_at IS NULL;
