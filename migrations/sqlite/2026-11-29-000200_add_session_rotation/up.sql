-- The rotation state of each session, and the user agent and IP address of the last refresh. In a rotating session, the
-- client is known to store each new refresh token: it uses the cookie, or it has presented a token that a refresh
-- returned. The state is NULL in older rows, and in sessions that do not rotate.

-- The position of `refresh_numbered` among the session's refresh tokens. After a refresh by an older program,
-- `refresh_numbered` is not the latest token.
ALTER TABLE sessions ADD COLUMN refresh_ordinal INTEGER
    CONSTRAINT sessions_ordinal_sound CHECK (refresh_ordinal >= 0);
ALTER TABLE sessions ADD COLUMN refresh_numbered BLOB
    CONSTRAINT sessions_numbered_sound CHECK (
        (refresh_ordinal IS NULL) = (refresh_numbered IS NULL) AND length(refresh_numbered) = 16);
-- Time of the first use of an access token issued with `refresh_numbered`.
ALTER TABLE sessions ADD COLUMN refresh_confirmed_at INTEGER;
-- Refresh tokens recently invalidated by the first use of a newer access token. For each refresh token: its handle (16
-- bytes), and the time of the invalidation in microseconds since 1970 (8 bytes).
ALTER TABLE sessions ADD COLUMN refresh_retired BLOB
    CONSTRAINT sessions_retired_size CHECK (length(refresh_retired) % 24 = 0);
ALTER TABLE sessions ADD COLUMN last_user_agent TEXT;
ALTER TABLE sessions ADD COLUMN last_ip TEXT;
