//! Statements for writing many rows: building an index on a full table is much faster than updating it for each row.

/// The indexes of the tables in `$1` that are not unique, and the statements that create them.
pub(crate) const LIST_INDEXES: &str =
    "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index WHERE indrelid = ANY ($1::text[]::regclass[]) AND NOT indisunique ORDER BY 1";

/// Raises the memory limit. With the default memory, building the search index of a million tasks takes many minutes.
pub(crate) const RAISE_MEMORY: &str = "SELECT set_config(name, '256MB', true) FROM pg_settings
WHERE name = 'maintenance_work_mem' AND setting::bigint < 262144";
