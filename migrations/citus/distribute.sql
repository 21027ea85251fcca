-- Spreads the tables over the nodes of a Citus cluster. `tasklane migrate` runs this after the migrations, each time, and
-- only where the extension is there; what is spread already stays as it is.
--
-- All that belongs to a user lies on one node, for each such table's key begins with the owner: a statement about one user
-- is carried out there as on a single PostgreSQL. Users are on every node, so that what belongs to them can refer to them.

DO $$
DECLARE
    one record;
BEGIN
    -- Tables that refer to each other are not to be worked on side by side in one transaction.
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);

    -- On every node: users, and what belongs to nobody. A table that merely is known to the cluster is none of these.
    FOR one IN
        SELECT name::regclass AS relation
        FROM unnest(ARRAY['users', 'deleted_users', 'leases']) AS name
        WHERE NOT EXISTS (
            SELECT FROM pg_dist_partition
            WHERE logicalrelid = name::regclass AND partmethod = 'n' AND repmodel = 't'
        )
    LOOP
        PERFORM create_reference_table(one.relation);
    END LOOP;

    -- By owner, each beside the tasks of the same owner.
    FOR one IN
        SELECT name::regclass AS relation, owner, beside
        FROM (VALUES
            (1, 'tasks', 'owner_id', 'none'),
            (2, 'task_counters', 'owner_id', 'tasks'),
            (3, 'sessions', 'user_id', 'tasks'),
            (4, 'idempotency_keys', 'user_id', 'tasks'),
            (5, 'known_networks', 'user_id', 'tasks')
        ) AS owned (place, name, owner, beside)
        WHERE NOT EXISTS (
            SELECT FROM pg_dist_partition WHERE logicalrelid = name::regclass AND partmethod = 'h'
        )
        ORDER BY place
    LOOP
        PERFORM create_distributed_table(one.relation, one.owner, colocate_with => one.beside);
    END LOOP;
END $$;
