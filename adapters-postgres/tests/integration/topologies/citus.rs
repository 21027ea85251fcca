//! Checks how tables are distributed across a Citus cluster. The test replaces Citus with functions of the same names
//! that record their arguments.

use std::collections::{BTreeMap, BTreeSet};

use tasklane_core::store_error::StoreError;
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, migrate, migrate_on_start, open, pending};
use tokio_postgres::Client;

const STAND_IN: &str = r#"
CREATE TABLE asked (number bigint GENERATED ALWAYS AS IDENTITY, name text, owner text, colocated_with text);
CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod "char", repmodel "char");
CREATE FUNCTION create_reference_table(regclass) RETURNS void LANGUAGE sql AS $$
    INSERT INTO asked (name) VALUES ($1::text);
    INSERT INTO pg_dist_partition VALUES ($1, 'n', 't');
$$;
CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default'
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO asked (name, owner, colocated_with) VALUES (table_name::text, distribution_column, colocate_with);
    INSERT INTO pg_dist_partition VALUES (table_name, 'h', 's');
$$;
CREATE FUNCTION citus_add_local_table_to_metadata(regclass) RETURNS void LANGUAGE sql AS $$
    INSERT INTO asked (name) VALUES ($1::text);
    INSERT INTO pg_dist_partition VALUES ($1, 'n', 's');
$$;
CREATE TABLE pg_dist_node (groupid int, noderole text);
INSERT INTO pg_dist_node VALUES (0, 'primary'), (1, 'primary');
CREATE TABLE pg_dist_local_group (groupid int);
INSERT INTO pg_dist_local_group VALUES (0);
-- The entry of a table that is known to Citus but not distributed.
INSERT INTO pg_dist_partition VALUES ('tasks', 'n', 's');
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
VALUES (999999, 'citus', 10, 'pg_catalog'::regnamespace, false, '0')"#;

const KEYS: &str = "
SELECT relname, (SELECT attname FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum = conkey[1])
FROM pg_class JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'p'
WHERE relnamespace = 'public'::regnamespace";

const REFERENCES: &str = "
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'";

/// Returns the tables and their distribution columns, in the order of the calls.
async fn distributed(client: &Client) -> Vec<(String, Option<String>, Option<String>)> {
    let rows =
        client.query("SELECT name, owner, colocated_with FROM asked ORDER BY number", &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

#[tokio::test]
async fn every_table_is_distributed_once() {
    let database = TestDatabase::create().await;
    let client = database.client().await;
    let keys = client.query(KEYS, &[]).await.unwrap();
    let keys: BTreeMap<String, String> = keys.iter().map(|row| (row.get(0), row.get(1))).collect();
    client.batch_execute(STAND_IN).await.unwrap();

    migrate(&database.config()).await.unwrap();
    let placed = distributed(&client).await;
    assert_eq!(placed.iter().map(|(name, ..)| name).collect::<BTreeSet<_>>(), keys.keys().collect());
    for (name, owner, _) in &placed {
        assert!(
            owner.is_none() || owner.as_ref() == keys.get(name),
            "{name} must be distributed by the first column of its primary key"
        );
    }
    let colocated_with: Vec<&str> =
        placed.iter().filter_map(|(.., colocated_with)| colocated_with.as_deref()).collect();
    assert_eq!(
        colocated_with,
        ["none", "tasks", "tasks", "tasks", "tasks", "none", "tasks"],
        "an owner's rows must be on one node, and login names are distributed by the name"
    );
    let everywhere: Vec<&String> =
        placed.iter().filter(|(_, owner, _)| owner.is_none()).map(|(name, ..)| name).collect();
    for row in client.query(REFERENCES, &[]).await.unwrap() {
        let (from, to): (String, String) = (row.get(0), row.get(1));
        assert!(everywhere.contains(&&to), "{from} references {to}, which is not on every node");
    }

    migrate(&database.config()).await.unwrap();
    assert_eq!(distributed(&client).await, placed);
}

/// Returns a migrated database with the stand-in, and a client.
async fn undistributed() -> (TestDatabase, Client) {
    let database = TestDatabase::create().await;
    let client = database.client().await;
    client.batch_execute(STAND_IN).await.unwrap();
    (database, client)
}

#[tokio::test]
async fn undistributed_tables_are_pending_and_the_database_is_not_healthy() {
    let (database, client) = undistributed().await;
    let steps = pending(&database.config()).await.unwrap();
    assert!(steps.contains(&"distribute tasks".to_owned()), "{steps:?}");
    let health = open(&database.config(), 1).health;
    assert!(matches!(health.check().await, Err(StoreError::Rejected(_))));
    assert_eq!(migrate_on_start(&database.config()).await.unwrap(), steps);
    health.check().await.unwrap();
    assert_eq!(pending(&database.config()).await.unwrap(), [""; 0]);
    client
        .batch_execute("DELETE FROM pg_dist_partition WHERE logicalrelid = 'sessions'::regclass")
        .await
        .unwrap();
    assert_eq!(pending(&database.config()).await.unwrap(), ["distribute sessions"]);
    assert!(health.check().await.is_err());
}

#[tokio::test]
async fn failed_distribution_is_repeated_by_the_next_migration() {
    let (database, client) = undistributed().await;
    client.batch_execute("ALTER FUNCTION create_distributed_table RENAME TO absent").await.unwrap();
    assert!(matches!(migrate(&database.config()).await, Err(MigrateError::Query(_))));
    assert!(pending(&database.config()).await.unwrap().contains(&"distribute tasks".to_owned()));
    client.batch_execute("ALTER FUNCTION absent RENAME TO create_distributed_table").await.unwrap();
    migrate(&database.config()).await.unwrap();
    assert_eq!(pending(&database.config()).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn worker_does_not_migrate_but_accepts_a_current_schema() {
    let (database, client) = undistributed().await;
    client.batch_execute("UPDATE pg_dist_local_group SET groupid = 1").await.unwrap();
    assert!(matches!(migrate(&database.config()).await, Err(MigrateError::OnWorker)));
    client.batch_execute("UPDATE pg_dist_local_group SET groupid = 0").await.unwrap();
    migrate(&database.config()).await.unwrap();
    client.batch_execute("UPDATE pg_dist_local_group SET groupid = 1").await.unwrap();
    assert_eq!(migrate(&database.config()).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn node_whose_ids_exceed_the_exact_numbers_of_json_is_rejected() {
    let (database, client) = undistributed().await;
    client.batch_execute("UPDATE pg_dist_node SET groupid = 32 WHERE groupid = 1").await.unwrap();
    for rejected in [pending(&database.config()).await, migrate(&database.config()).await] {
        assert!(matches!(rejected, Err(MigrateError::GroupNumber { group: 32 })), "{rejected:?}");
    }
}
