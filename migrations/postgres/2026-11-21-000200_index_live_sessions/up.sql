-- A user has few live sessions, and may have many dead ones that wait for the purge. Not in the order of their last use:
-- a refresh, which changes that, would have to write to the index as well.
CREATE INDEX sessions_live_idx ON sessions (user_id, id) WHERE revoked_at IS NULL;
