-- What lists, safe repetition, sync and the work of one process for all need.
--
-- In one block, for a distributed PostgreSQL takes one statement at a time.

DO $$
DECLARE
    trigrams name;
BEGIN
    -- The folded title, a newline, the folded description: made by the application, because one database's case rules
    -- differ from another's. NULL in a row from before this column, until `migrate` has filled it.
    ALTER TABLE tasks ADD COLUMN search_text text;
    -- Empty most of the time: by it the rows that are still to be filled are found at once.
    CREATE INDEX tasks_unsearchable_idx ON tasks (owner_id, id) WHERE search_text IS NULL;
    -- Few, and looked through for those that are old, owner by owner.
    CREATE INDEX tasks_deleted_idx ON tasks (owner_id, deleted_at) WHERE deleted_at IS NOT NULL;

    -- The highest number of a deletion that was forgotten.
    ALTER TABLE task_counters ADD COLUMN forgotten_seq bigint NOT NULL DEFAULT 0;
    ALTER TABLE task_counters ADD CONSTRAINT task_counters_forgotten_sound CHECK (forgotten_seq >= 0);

    CREATE INDEX idempotency_keys_time_idx ON idempotency_keys (user_id, created_at);

    -- Which process does what one alone should do. Nobody owns it: a distributed PostgreSQL has it on every node.
    CREATE TABLE leases (
        name text NOT NULL,
        holder uuid NOT NULL,
        ends_at timestamptz NOT NULL,
        CONSTRAINT leases_pkey PRIMARY KEY (name)
    );

    -- Any owner of a database may add these two, where they are installed. Without them words are looked for in all of
    -- the owner's tasks, which finds the same and takes longer. What was written last is looked through one by one, up to
    -- the usual 4 MB of it: with a shorter list a search saves a few milliseconds, and an import of thousands of tasks
    -- takes several times as long.
    BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE EXTENSION IF NOT EXISTS btree_gin;
        SELECT nspname INTO STRICT trigrams
        FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm';
        EXECUTE format(
            'CREATE INDEX tasks_search_idx ON tasks USING gin (owner_id, search_text %I.gin_trgm_ops) '
            'WHERE deleted_at IS NULL', trigrams);
    EXCEPTION
        WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR invalid_schema_name THEN
            RAISE NOTICE 'no index for the search of words: %', SQLERRM;
    END;
END $$;
