//! Several servers start at the same time on an empty database.

use futures_util::future::join_all;
use tasklane_postgres::testing::TestDatabase;

use crate::support::{Sandbox, Server, log_in, sign_up};

const SERVERS: usize = 5;

async fn start_together(sandbox: &Sandbox) -> Vec<Server> {
    let servers = join_all((0..SERVERS).map(|_| sandbox.start_ready())).await;
    let migrated = servers.iter().flat_map(Server::log).filter(|line| line.get("migrations").is_some());
    assert_eq!(migrated.count(), 1, "exactly one server must migrate the schema");
    servers
}

/// Checks that all servers use the same key and database.
async fn assert_same_key_and_database(servers: &[Server]) {
    sign_up(&servers[0], "ada").await;
    let tokens = log_in(&servers[1], "ada").await;
    for server in servers {
        let ada = server.client().with_token(tokens["access_token"].as_str().unwrap());
        ada.get("/api/v1/auth/me").await.expect(200);
    }
}

#[tokio::test]
async fn all_servers_become_ready_on_sqlite() {
    let sandbox = Sandbox::on_sqlite();
    let servers = start_together(&sandbox).await;
    let keys = servers.iter().flat_map(Server::log);
    let made = keys.filter(|line| {
        line["message"].as_str().is_some_and(|message| message.starts_with("created a secret"))
    });
    assert_eq!(made.count(), 1, "exactly one server must create the key");
    assert_same_key_and_database(&servers).await;
    for server in servers {
        server.stop().await.expect(0);
    }
    assert_eq!(sandbox.files(), ["tasklane.db", "tasklane.db.key"]);
}

// assures: R815
#[tokio::test]
async fn all_servers_become_ready_on_postgres() {
    let sandbox = Sandbox::on_postgres().await;
    let servers = start_together(&sandbox).await;
    let client = sandbox.database().map(TestDatabase::client).unwrap().await;
    let applied = "SELECT count(*), count(DISTINCT version) FROM __diesel_schema_migrations";
    let row = client.query_one(applied, &[]).await.unwrap();
    assert!(row.get::<_, i64>(0) >= 1 && row.get::<_, i64>(0) == row.get::<_, i64>(1));
    assert_same_key_and_database(&servers).await;
}
