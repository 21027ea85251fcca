-- Selects the tables that `distribute.sql` has not distributed yet. Reads only the catalog of this node.
SELECT name
FROM (VALUES
    ('users', 't'),
    ('deleted_users', 't'),
    ('__diesel_schema_migrations', 't'),
    ('mail_outbox', 't'),
    ('leases', NULL),
    ('tasks', 'h'),
    ('task_counters', 'h'),
    ('sessions', 'h'),
    ('idempotency_keys', 'h'),
    ('known_networks', 'h'),
    ('login_names', 'h'),
    ('one_time_links', 'h')
) AS needed (name, kind)
WHERE NOT EXISTS (
    SELECT FROM pg_dist_partition
    WHERE logicalrelid = to_regclass(name)
        AND CASE kind WHEN 't' THEN repmodel = 't' WHEN 'h' THEN partmethod = 'h' ELSE true END
)
ORDER BY name
