-- A user has few live sessions, and may have many dead ones that wait for the purge. In the order of their last use, for
-- SQLite prefers the primary key to an index that only begins like it.
CREATE INDEX sessions_live_idx ON sessions (user_id, last_used_at DESC, id DESC) WHERE revoked_at IS NULL;
