-- A user has few live sessions, and may have many ended sessions that are not purged yet. The index contains the time
-- of the last use, because SQLite prefers the primary key to an index with the same prefix.
CREATE INDEX sessions_live_idx ON sessions (user_id, last_used_at DESC, id DESC) WHERE revoked_at IS NULL;
