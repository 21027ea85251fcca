-- Every e-mail address and username that a user has, or released recently. This table decides whether a name is free.
--
-- The unique indexes of `users` stay until the next release, because the previous release writes only `users`. There is
-- no foreign key, because a released name outlives its user.

CREATE TABLE login_names (
    kind TEXT NOT NULL,
    canonical TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    -- NULL while the user has the name. Otherwise the name is reserved for the user until this time.
    released_until INTEGER,
    CONSTRAINT login_names_pkey PRIMARY KEY (canonical, kind),
    CONSTRAINT login_names_kind_known CHECK (kind IN ('email', 'username'))
) STRICT, WITHOUT ROWID;

-- The cleanup uses this index to find names whose reservation has ended.
CREATE INDEX login_names_released_idx ON login_names (released_until) WHERE released_until IS NOT NULL;

INSERT INTO login_names (kind, canonical, user_id)
SELECT 'email', email_canonical, id FROM users
UNION ALL
SELECT 'username', username_canonical, id FROM users;
