-- Columns and tables for lists, idempotency, sync and leases.
--
-- This is one DO block, because Citus accepts only one statement at a time.

DO $$
DECLARE
    trigrams name;
BEGIN
    -- The case-folded title, a newline, and the case-folded description. The application folds case, because databases
    -- fold it differently. NULL in older rows until `migrate` fills the column.
    ALTER TABLE tasks ADD COLUMN search_text text;
    -- Finds rows without a search text. The index is usually empty.
    CREATE INDEX tasks_unsearchable_idx ON tasks (owner_id, id) WHERE search_text IS NULL;
    -- Finds expired tombstones, owner by owner.
    CREATE INDEX tasks_deleted_idx ON tasks (owner_id, deleted_at) WHERE deleted_at IS NOT NULL;

    -- The highest sequence number of a purged deletion.
    ALTER TABLE task_counters ADD COLUMN forgotten_seq bigint NOT NULL DEFAULT 0;
    ALTER TABLE task_counters ADD CONSTRAINT task_counters_forgotten_sound CHECK (forgotten_seq >= 0);

    CREATE INDEX idempotency_keys_time_idx ON idempotency_keys (user_id, created_at);

    -- Leases of background jobs that only one process at a time may run. The rows have no owner, so Citus stores them
    -- on every node.
    CREATE TABLE leases (
        name text NOT NULL,
        holder uuid NOT NULL,
        ends_at timestamptz NOT NULL,
        CONSTRAINT leases_pkey PRIMARY KEY (name)
    );

    -- The owner of a database may create these two extensions if they are installed. Without them, a search scans all
    -- tasks of the user, with the same result. The pending list of the index has the default limit of 4 MB. A shorter
    -- list saves a few milliseconds per search, but makes an import of thousands of tasks several times as slow.
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
            RAISE NOTICE 'cannot create the search index: %', SQLERRM;
    END;
END $$;
