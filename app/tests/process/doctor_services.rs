//! Tests of `doctor` on PostgreSQL and Redis.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use tasklane_redis::testing::TestRedis;

use crate::doctor::{diagnose, expect};
use crate::support::{ReservedPort, SECRET_KEY, Sandbox};

async fn migrated() -> Sandbox {
    let sandbox = Sandbox::on_postgres().await;
    sandbox.run(&["migrate"]).await.expect(0);
    sandbox
}

async fn execute(sandbox: &Sandbox, statement: &str) {
    sandbox.database().unwrap().client().await.batch_execute(statement).await.unwrap();
}

async fn alter_database(sandbox: &Sandbox, change: &str) {
    let alter = format!("format('ALTER DATABASE %I {change}', current_database())");
    execute(sandbox, &format!("DO $$ BEGIN EXECUTE {alter}; END $$")).await;
}

#[tokio::test]
async fn healthy_postgres_has_no_problem() {
    let sandbox = migrated().await;
    let findings = diagnose(&sandbox, 0).await;
    for check in [
        "database",
        "database-encoding",
        "database-pooler",
        "database-clock",
        "database-connections",
        "database-search",
        "migrations",
        "secret-key",
    ] {
        expect(&findings, check, "ok");
    }
    assert!(expect(&findings, "database", "ok").starts_with("PostgreSQL "));
    assert!(!format!("{findings:?}").contains(SECRET_KEY));
    assert!(sandbox.files().is_empty());
}

#[tokio::test]
async fn doctor_does_not_count_the_connections_of_the_running_server_twice() {
    let sandbox = migrated().await;
    let server = sandbox.start_ready().await;
    let sandbox = sandbox.with("BIND_ADDR", &server.address().to_string());
    let findings = diagnose(&sandbox, 0).await;
    expect(&findings, "listen-address", "ok");
    expect(&findings, "database-connections", "ok");
}

#[tokio::test]
async fn database_that_does_not_store_utf8_is_a_problem() {
    let sandbox = Sandbox::on_postgres_encoded_as("SQL_ASCII").await;
    let findings = diagnose(&sandbox, 1).await;
    assert!(expect(&findings, "database-encoding", "problem").contains("SQL_ASCII"));
    assert!(findings.iter().all(|finding| finding["check"] != "migrations"), "{findings:#?}");
}

#[tokio::test]
async fn pending_migration_is_a_problem_unless_the_server_migrates() {
    let sandbox = Sandbox::on_postgres().await;
    assert!(expect(&diagnose(&sandbox, 0).await, "migrations", "warning").contains("create_tables"));
    let sandbox = sandbox.with("MIGRATE_ON_START", "false");
    assert!(expect(&diagnose(&sandbox, 1).await, "migrations", "problem").contains("create_tables"));
}

#[tokio::test]
async fn newer_schema_is_a_problem() {
    let sandbox = migrated().await;
    execute(&sandbox, "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')").await;
    assert!(expect(&diagnose(&sandbox, 1).await, "migrations", "problem").contains("29991231000000"));
}

#[tokio::test]
async fn doctor_reports_the_connection_limit_of_the_database() {
    let sandbox = migrated().await;
    alter_database(&sandbox, "CONNECTION LIMIT 17").await;
    let findings = diagnose(&sandbox, 1).await;
    assert!(expect(&findings, "database-connections", "problem").contains("needs 18"));
    let fewer = sandbox.with("DB_POOL_SIZE", "2");
    expect(&diagnose(&fewer, 0).await, "database-connections", "ok");
}

#[tokio::test]
async fn doctor_reports_a_read_only_database_without_the_search_index() {
    let sandbox = migrated().await;
    execute(&sandbox, "DROP INDEX tasks_search_idx; DROP EXTENSION btree_gin").await;
    alter_database(&sandbox, "SET default_transaction_read_only = on").await;
    let findings = diagnose(&sandbox, 1).await;
    assert!(expect(&findings, "database", "problem").contains("read-only"));
    assert!(expect(&findings, "database-search", "warning").contains("btree_gin"));
}

#[tokio::test]
async fn unreachable_services_are_problems_and_their_passwords_are_not_shown() {
    let (postgres, redis) = (ReservedPort::take(), ReservedPort::take());
    let sandbox = Sandbox::bare()
        .with("SECRET_KEY", SECRET_KEY)
        .with("DATABASE_URL", &format!("postgres://ada:canary@{}/tasks", postgres.address()))
        .with("DATABASE_READ_URL", &format!("postgres://ada:canary@{}/tasks", postgres.address()))
        .with("REDIS_URL", &format!("redis://ada:canary@{}/", redis.address()));
    let finished = sandbox.run(&["doctor"]).await;
    let text = finished.expect(1);
    for check in ["problem database: ", "warning read-replica: ", "problem redis: "] {
        assert!(text.contains(check), "{text}");
    }
    assert!(!format!("{finished:?}").contains("canary"), "{finished:?}");
}

#[tokio::test]
async fn database_that_does_not_respond_ends_only_its_check() {
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://ada@{}/tasks", hanging.local_addr().unwrap());
    let sandbox = Sandbox::bare().with("SECRET_KEY", SECRET_KEY).with("DATABASE_URL", &url);
    let start = Instant::now();
    let findings = diagnose(&sandbox, 1).await;
    assert!(expect(&findings, "database", "problem").contains("no result within 15 s"));
    expect(&findings, "listen-address", "ok");
    assert!(start.elapsed() < Duration::from_secs(45), "{:?}", start.elapsed());
}

#[tokio::test]
async fn replica_that_is_a_primary_is_a_warning() {
    let sandbox = migrated().await;
    let url = sandbox.database().unwrap().url();
    let sandbox = sandbox.with("DATABASE_READ_URL", &url);
    assert!(expect(&diagnose(&sandbox, 0).await, "read-replica", "warning").contains("is a primary"));
}

#[tokio::test]
async fn doctor_evaluates_the_eviction_policy_of_redis() {
    let unlimited = TestRedis::start();
    let sandbox = Sandbox::on_sqlite().with("REDIS_URL", &unlimited.url()).with("REDIS_TIMEOUT_MS", "1000");
    let findings = diagnose(&sandbox, 0).await;
    for check in ["redis", "redis-eviction", "redis-latency"] {
        expect(&findings, check, "ok");
    }
    let evicting = TestRedis::start_with(&["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]);
    let sandbox = sandbox.with("REDIS_URL", &evicting.url());
    assert!(expect(&diagnose(&sandbox, 0).await, "redis-eviction", "warning").contains("allkeys-lru"));
}

#[tokio::test]
async fn doctor_reports_a_wrong_redis_password() {
    // Redis also rejects a password if none is set.
    let redis = TestRedis::start();
    let url = redis.url().replace("redis://", "redis://:canary@");
    let sandbox = Sandbox::on_sqlite().with("REDIS_URL", &url);
    let findings = diagnose(&sandbox, 1).await;
    assert!(!expect(&findings, "redis", "problem").contains("canary"), "{findings:#?}");
}
