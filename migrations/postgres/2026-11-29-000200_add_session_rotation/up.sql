-- What the refresh rule records about sessions whose clients store each new refresh token, and where the last refresh
-- came from. All NULL in rows of servers that don't know these columns, and in sessions that are not rotating.
--
-- In one block, for a distributed PostgreSQL takes one statement at a time.

DO $$
BEGIN
    -- The position of `refresh_numbered` among the refresh tokens of the session. That token is not the tip after a
    -- refresh by a server that doesn't know these columns.
    ALTER TABLE sessions ADD COLUMN refresh_ordinal bigint;
    ALTER TABLE sessions ADD COLUMN refresh_numbered bytea;
    -- When the first access token that was issued with `refresh_numbered` was used.
    ALTER TABLE sessions ADD COLUMN refresh_confirmed_at timestamptz;
    -- Tokens that died by such a use a moment ago: handle (16 bytes) and microseconds since 1970 (8 bytes) of each.
    ALTER TABLE sessions ADD COLUMN refresh_retired bytea;
    ALTER TABLE sessions ADD COLUMN last_user_agent text;
    ALTER TABLE sessions ADD COLUMN last_ip text;
    ALTER TABLE sessions ADD CONSTRAINT sessions_rotation_sound CHECK (
        (refresh_ordinal IS NULL) = (refresh_numbered IS NULL) AND refresh_ordinal >= 0
            AND octet_length(refresh_numbered) = 16 AND octet_length(refresh_retired) % 24 = 0);
END $$;
