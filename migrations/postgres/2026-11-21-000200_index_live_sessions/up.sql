-- A user has few live sessions and may have many ended ones that wait for the purge. The last use is not part of the index,
-- because each refresh would have to update it.
CREATE INDEX sessions_live_idx ON sessions (user_id, id) WHERE revoked_at IS NULL;
