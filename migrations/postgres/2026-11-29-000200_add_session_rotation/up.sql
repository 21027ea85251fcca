-- State of rotating sessions, whose clients store each new refresh token, and the source of the last refresh. All NULL
-- in rows of older servers, and in sessions that are not rotating.
--
-- One block, because Citus accepts only one statement at a time.

DO $$
BEGIN
    -- The position of `refresh_numbered` among the session's refresh tokens. After a refresh by an older server, that
    -- token is not the latest.
    ALTER TABLE sessions ADD COLUMN refresh_ordinal bigint;
    ALTER TABLE sessions ADD COLUMN refresh_numbered bytea;
    -- First use of an access token issued with `refresh_numbered`.
    ALTER TABLE sessions ADD COLUMN refresh_confirmed_at timestamptz;
    -- Refresh tokens recently revoked by such a use: handle (16 bytes) and microseconds since 1970 (8 bytes) of each.
    ALTER TABLE sessions ADD COLUMN refresh_retired bytea;
    ALTER TABLE sessions ADD COLUMN last_user_agent text;
    ALTER TABLE sessions ADD COLUMN last_ip text;
    ALTER TABLE sessions ADD CONSTRAINT sessions_rotation_sound CHECK (
        (refresh_ordinal IS NULL) = (refresh_numbered IS NULL) AND refresh_ordinal >= 0
            AND octet_length(refresh_numbered) = 16 AND octet_length(refresh_retired) % 24 = 0);
END $$;
