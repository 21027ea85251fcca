-- Distributes the tables across the nodes of a Citus cluster. `tasklane migrate` runs this after the migrations if the
-- extension is installed. Tables that are already distributed do not change.
--
-- All rows that a user owns are on one node, because the key of each owned table begins with the owner. So a statement
-- for one user runs on that node, as on a single PostgreSQL server. The table of users is on every node, so that foreign
-- keys can refer to it. Login names are distributed by name. `undistributed.sql` lists the same tables.

DO $$
DECLARE
    entry record;
BEGIN
    -- Once the coordinator is a registered node, Citus would otherwise convert each table with a foreign key to a
    -- distributable table, which fails for tables with identity columns.
    PERFORM set_config('citus.enable_local_reference_table_foreign_keys', 'off', true);
    -- Tables connected by foreign keys can't be processed in parallel in one transaction.
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);

    -- Store users and the tables that every node reads on every node. `pg_dist_partition` also lists local tables, so
    -- check that a table is a reference table. A table comes after the tables that its foreign keys refer to. The outbox
    -- is on every node, because a timer reads it, and a query of all shards would fail while one node is down.
    FOR entry IN
        SELECT name::regclass AS relation
        FROM unnest(ARRAY['users', 'deleted_users', '__diesel_schema_migrations', 'mail_outbox'])
            WITH ORDINALITY AS replicated (name, ordinal)
        WHERE NOT EXISTS (
            SELECT FROM pg_dist_partition
            WHERE logicalrelid = name::regclass AND partmethod = 'n' AND repmodel = 't'
        )
        ORDER BY ordinal
    LOOP
        PERFORM create_reference_table(entry.relation);
    END LOOP;

    -- Distribute login names by name, and all other tables by owner, colocated with the owner's tasks.
    FOR entry IN
        SELECT name::regclass AS relation, owner, colocated_with
        FROM (VALUES
            (1, 'tasks', 'owner_id', 'none'),
            (2, 'task_counters', 'owner_id', 'tasks'),
            (3, 'sessions', 'user_id', 'tasks'),
            (4, 'idempotency_keys', 'user_id', 'tasks'),
            (5, 'known_networks', 'user_id', 'tasks'),
            (6, 'login_names', 'canonical', 'none'),
            (7, 'one_time_links', 'user_id', 'tasks')
        ) AS owned (ordinal, name, owner, colocated_with)
        WHERE NOT EXISTS (
            SELECT FROM pg_dist_partition WHERE logicalrelid = name::regclass AND partmethod = 'h'
        )
        ORDER BY ordinal
    LOOP
        PERFORM create_distributed_table(entry.relation, entry.owner, colocate_with => entry.colocated_with);
    END LOOP;

    -- Keep the leases on the coordinator, where every node can use them. In a table on every node, no lease could be
    -- acquired while a node is unreachable. Earlier versions stored the leases on every node, which also works.
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'leases'::regclass) THEN
        PERFORM citus_add_local_table_to_metadata('leases');
    END IF;
END $$;
