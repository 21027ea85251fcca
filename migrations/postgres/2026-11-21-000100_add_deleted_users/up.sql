-- Recently deleted users. Their access tokens may not have expired yet, and no other row shows that the user was deleted.
-- There is no foreign key, because the user's row is deleted.

CREATE TABLE deleted_users (
    user_id bigint NOT NULL,
    deleted_at timestamptz NOT NULL,
    CONSTRAINT deleted_users_pkey PRIMARY KEY (user_id)
);

-- Every replica queries this index several times a second.
CREATE INDEX deleted_users_time_idx ON deleted_users (deleted_at);
