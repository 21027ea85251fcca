-- A user has few live sessions, and may have many ended sessions that are not purged yet. Without the column
-- last_used_at, SQLite would use the primary key instead of this index.
CREATE INDEX sessions_live_idx ON sessions (user_id, last_used_at DESC, id DESC) WHERE revoked_at IS NULL;
