-- Recently deleted users. Their access tokens are still valid, and no other row would show that the user is gone. There is
-- no foreign key, because the user's row is deleted.

CREATE TABLE deleted_users (
    user_id bigint NOT NULL,
    deleted_at timestamptz NOT NULL,
    CONSTRAINT deleted_users_pkey PRIMARY KEY (user_id)
);

-- Recently deleted users, queried several times a second by every replica.
CREATE INDEX deleted_users_time_idx ON deleted_users (deleted_at);
