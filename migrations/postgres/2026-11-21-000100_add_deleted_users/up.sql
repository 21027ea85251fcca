-- Who was deleted lately: access tokens outlive their user, and no other row is left to tell by. Without a foreign key,
-- for there is nobody to refer to.

CREATE TABLE deleted_users (
    user_id bigint NOT NULL,
    deleted_at timestamptz NOT NULL,
    CONSTRAINT deleted_users_pkey PRIMARY KEY (user_id)
);

-- What every replica asks several times a second: who was deleted just now.
CREATE INDEX deleted_users_time_idx ON deleted_users (deleted_at);
