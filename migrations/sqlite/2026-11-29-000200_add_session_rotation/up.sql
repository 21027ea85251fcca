-- State of rotating sessions, whose clients store each new refresh token, and the source of the last refresh. All NULL
-- in older rows, and in sessions that are not rotating.

-- The position of `refresh_numbered` among the session's refresh tokens. After a refresh by an older program, that
-- token is not the latest.
ALTER TABLE sessions ADD COLUMN refresh_ordinal INTEGER
    CONSTRAINT sessions_ordinal_sound CHECK (refresh_ordinal >= 0);
ALTER TABLE sessions ADD COLUMN refresh_numbered BLOB
    CONSTRAINT sessions_numbered_sound CHECK (
        (refresh_ordinal IS NULL) = (refresh_numbered IS NULL) AND length(refresh_numbered) = 16);
-- First use of an access token issued with `refresh_numbered`.
ALTER TABLE sessions ADD COLUMN refresh_confirmed_at INTEGER;
-- Refresh tokens recently revoked by such a use: handle (16 bytes) and microseconds since 1970 (8 bytes) of each.
ALTER TABLE sessions ADD COLUMN refresh_retired BLOB
    CONSTRAINT sessions_retired_size CHECK (length(refresh_retired) % 24 = 0);
ALTER TABLE sessions ADD COLUMN last_user_agent TEXT;
ALTER TABLE sessions ADD COLUMN last_ip TEXT;
