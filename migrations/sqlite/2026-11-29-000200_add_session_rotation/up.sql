-- What the refresh rule records about sessions whose clients store each new refresh token, and where the last refresh
-- came from. All NULL in rows from before these columns, and in sessions that are not rotating.

-- The position of `refresh_numbered` among the refresh tokens of the session. That token is not the tip after a refresh
-- by a program that doesn't know these columns.
ALTER TABLE sessions ADD COLUMN refresh_ordinal INTEGER
    CONSTRAINT sessions_ordinal_sound CHECK (refresh_ordinal >= 0);
ALTER TABLE sessions ADD COLUMN refresh_numbered BLOB
    CONSTRAINT sessions_numbered_sound CHECK (
        (refresh_ordinal IS NULL) = (refresh_numbered IS NULL) AND length(refresh_numbered) = 16);
-- When the first access token that was issued with `refresh_numbered` was used.
ALTER TABLE sessions ADD COLUMN refresh_confirmed_at INTEGER;
-- Tokens that died by such a use a moment ago: handle (16 bytes) and microseconds since 1970 (8 bytes) of each.
ALTER TABLE sessions ADD COLUMN refresh_retired BLOB
    CONSTRAINT sessions_retired_size CHECK (length(refresh_retired) % 24 = 0);
ALTER TABLE sessions ADD COLUMN last_user_agent TEXT;
ALTER TABLE sessions ADD COLUMN last_ip TEXT;
