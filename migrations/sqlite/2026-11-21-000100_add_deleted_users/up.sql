-- Who was deleted lately: access tokens outlive their user, and no other row is left to tell by. Without a foreign key,
-- for there is nobody to refer to.

CREATE TABLE deleted_users (
    user_id INTEGER PRIMARY KEY,
    deleted_at INTEGER NOT NULL
) STRICT;

-- What every process asks several times a second: who was deleted just now.
CREATE INDEX deleted_users_time_idx ON deleted_users (deleted_at);
