-- Every e-mail address and username that a user has, or released recently. This table decides whether a name is free.
--
-- The unique indexes of `users` stay until the next release, because replicas of the previous release write only
-- `users`. There is no foreign key, because a released name outlives its user. The key begins with the name, so that
-- Citus can store each name on one node.
--
-- This is one DO block, because Citus accepts only one statement at a time.

DO $$
BEGIN
    CREATE TABLE login_names (
        kind text NOT NULL,
        canonical text NOT NULL,
        user_id bigint NOT NULL,
        -- NULL while the user has the name. Otherwise the name is reserved for the user until this time.
        released_until timestamptz,
        CONSTRAINT login_names_pkey PRIMARY KEY (canonical, kind),
        CONSTRAINT login_names_kind_known CHECK (kind IN ('email', 'username'))
    );
    -- The cleanup uses this index to find names whose reservation has ended.
    CREATE INDEX login_names_released_idx ON login_names (released_until) WHERE released_until IS NOT NULL;

    INSERT INTO login_names (kind, canonical, user_id)
    SELECT 'email', email_canonical, id FROM users
    UNION ALL
    SELECT 'username', username_canonical, id FROM users;
END $$;
