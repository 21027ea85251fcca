-- Recently deleted users. Their access tokens may not have expired yet, and no other row shows that the user was deleted.
-- There is no foreign key, because the user's row is deleted.

CREATE TABLE deleted_users (
    user_id INTEGER PRIMARY KEY,
    deleted_at INTEGER NOT NULL
) STRICT;

-- Every process queries this index several times a second.
CREATE INDEX deleted_users_time_idx ON deleted_users (deleted_at);
