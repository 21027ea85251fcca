-- Describes all contents of the database: relations, columns, constraints, indexes, types, the next ids, and the rows.
SELECT relname || relkind::text AS line FROM pg_class WHERE relnamespace = current_schema()::regnamespace
UNION ALL
SELECT attrelid::regclass || '.' || attname || format_type(atttypid, atttypmod) || attnotnull FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = current_schema()::regnamespace AND attnum > 0
UNION ALL
SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
UNION ALL
SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema()::regnamespace
UNION ALL
SELECT enumtypid::regtype || enumlabel FROM pg_enum
UNION ALL
SELECT sequencename || coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema()
UNION ALL
SELECT users::text FROM users
UNION ALL
SELECT tasks::text FROM tasks
UNION ALL
SELECT alembic_version::text FROM alembic_version
ORDER BY line
