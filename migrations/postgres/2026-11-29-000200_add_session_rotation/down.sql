DO $$
BEGIN
    ALTER TABLE sessions DROP CONSTRAINT sessions_rotation_sound;
    ALTER TABLE sessions DROP COLUMN last_ip;
    ALTER TABLE sessions DROP COLUMN last_user_agent;
    ALTER TABLE sessions DROP COLUMN refresh_retired;
    ALTER TABLE sessions DROP COLUMN refresh_confirmed_at;
    ALTER TABLE sessions DROP COLUMN refresh_numbered;
    ALTER TABLE sessions DROP COLUMN refresh_ordinal;
END $$;
