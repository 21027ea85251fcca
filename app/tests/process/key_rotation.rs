//! Key rotation by the steps of docs/KEYS.md: two replicas on one database are restarted one after the other
//! while clients use both.

use tasklane_auth::KeyPairAlgorithm;
use tasklane_auth::testing::TestKeyPair;

use crate::support::{PASSWORD, SECRET_KEY, Sandbox, Server, eventually, sign_up};

const ME: &str = "/api/v1/auth/me";
const NEW_SECRET_KEY: &str = "Yq3tVwzCFJaNdRgUkXp2s5v8yBEHMbQe";

/// The settings of the keys.
type Keys<'a> = Vec<(&'a str, &'a str)>;

struct Fleet {
    sandbox: Sandbox,
    replicas: Vec<Server>,
}

impl Fleet {
    async fn start(sandbox: Sandbox, keys: &Keys<'_>) -> Self {
        let replicas = vec![replica(&sandbox, keys).await, replica(&sandbox, keys).await];
        Self { sandbox, replicas }
    }

    async fn restart(&mut self, number: usize, keys: &Keys<'_>) {
        let new = replica(&self.sandbox, keys).await;
        std::mem::replace(&mut self.replicas[number], new).stop().await.expect(0);
    }

    async fn stop(self) {
        for replica in self.replicas {
            replica.stop().await.expect(0);
        }
    }
}

async fn replica(sandbox: &Sandbox, keys: &Keys<'_>) -> Server {
    let mut command = sandbox.command(&[]);
    let server = Sandbox::start_by(command.envs(keys.iter().copied())).await;
    eventually("the replica is ready", async || server.is_ready().await).await;
    server
}

/// A session with its latest tokens.
struct UserSession {
    access: String,
    refresh: String,
}

impl UserSession {
    async fn at(replica: &Server) -> Self {
        let (access, refresh) = replica.client().log_in("ada", PASSWORD).await.tokens();
        Self { access, refresh }
    }

    async fn expect_signed_in(&self, fleet: &Fleet) {
        for replica in &fleet.replicas {
            replica.client().with_token(&self.access).get(ME).await.expect(200);
        }
    }

    /// Refreshes the session at each replica, and checks each access token at all replicas.
    async fn use_all_replicas(&mut self, fleet: &Fleet) {
        for replica in &fleet.replicas {
            self.expect_signed_in(fleet).await;
            (self.access, self.refresh) = replica.client().refresh(&self.refresh).await.tokens();
        }
        self.expect_signed_in(fleet).await;
    }
}

/// Performs the rotation. Returns the fleet, and a session that was created before the first step and not refreshed
/// during the rotation.
async fn rotate(sandbox: Sandbox, steps: &[Keys<'_>; 4]) -> (Fleet, UserSession) {
    let mut fleet = Fleet::start(sandbox, &steps[0]).await;
    sign_up(&fleet.replicas[0], "ada").await;
    let absent = UserSession::at(&fleet.replicas[0]).await;
    let mut clients = Vec::new();
    for (number, keys) in steps.iter().enumerate().skip(1) {
        for replica in [0, 1] {
            fleet.restart(replica, keys).await;
            clients.push(UserSession::at(&fleet.replicas[0]).await);
            clients.push(UserSession::at(&fleet.replicas[1]).await);
            for client in &mut clients {
                client.use_all_replicas(&fleet).await;
            }
            if number < 3 {
                absent.expect_signed_in(&fleet).await;
            }
        }
    }
    (fleet, absent)
}

// assures: R306
#[tokio::test]
async fn rotation_of_the_secret_key_fails_no_request() {
    let steps = [
        vec![("SECRET_KEY", SECRET_KEY)],
        vec![("SECRET_KEY", SECRET_KEY), ("SECRET_KEY_PREVIOUS", NEW_SECRET_KEY)],
        vec![("SECRET_KEY", NEW_SECRET_KEY), ("SECRET_KEY_PREVIOUS", SECRET_KEY)],
        vec![("SECRET_KEY", NEW_SECRET_KEY)],
    ];
    let (fleet, absent) = rotate(Sandbox::on_postgres().await, &steps).await;
    // After the old key is removed, tokens signed with the old key are invalid.
    for replica in &fleet.replicas {
        let rejected = replica.client().with_token(&absent.access).get(ME).await;
        assert_eq!(rejected.problem(401), "token-invalid");
        assert_eq!(replica.client().refresh(&absent.refresh).await.problem(401), "refresh-invalid");
    }
    fleet.stop().await;
}

// assures: R306
#[tokio::test]
async fn rotation_of_the_private_key_fails_no_request() {
    let [old, new] = [(); 2].map(|()| TestKeyPair::new(KeyPairAlgorithm::EdDsa));
    let steps = [
        vec![("JWT_PRIVATE_KEY", old.private.as_str())],
        vec![("JWT_PRIVATE_KEY", old.private.as_str()), ("JWT_PUBLIC_KEY_PREVIOUS", new.public.as_str())],
        vec![("JWT_PRIVATE_KEY", new.private.as_str()), ("JWT_PUBLIC_KEY_PREVIOUS", old.public.as_str())],
        vec![("JWT_PRIVATE_KEY", new.private.as_str())],
    ];
    let sandbox = Sandbox::on_postgres().await.with("ALGORITHM", "EdDSA");
    let (fleet, mut absent) = rotate(sandbox, &steps).await;
    for replica in &fleet.replicas {
        let rejected = replica.client().with_token(&absent.access).get(ME).await;
        assert_eq!(rejected.problem(401), "token-invalid");
    }
    // Refresh tokens have a different key.
    (absent.access, absent.refresh) = fleet.replicas[0].client().refresh(&absent.refresh).await.tokens();
    absent.use_all_replicas(&fleet).await;
    fleet.stop().await;
}
