//! The tables of a database. A test of each adapter compares these lists with the schema.

/// Every table that is copied. A table comes after the tables that its foreign keys refer to.
pub const COPIED_TABLES: [&str; 10] = [
    "users",
    "login_names",
    "tasks",
    "task_counters",
    "sessions",
    "known_networks",
    "idempotency_keys",
    "mail_outbox",
    "one_time_links",
    "deleted_users",
];

/// Every table that is not copied, and the reason.
pub const EXCLUDED_TABLES: [(&str, &str); 2] = [
    ("leases", "a lease belongs to a server on the source, and would only delay the servers on the target"),
    ("__diesel_schema_migrations", "each database records its own migrations"),
];
