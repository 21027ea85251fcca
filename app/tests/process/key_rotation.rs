//! The key rotation steps of docs/KEYS.md: two replicas on one database, restarted one after the other,
//! and people who are served by both all the while.

use tasklane_auth::KeyPairAlgorithm;
use tasklane_auth::testing::TestKeyPair;

use crate::support::{PASSWORD, SECRET_KEY, Server, Workplace, eventually, sign_up};

const ME: &str = "/api/v1/auth/me";
const NEW_SECRET_KEY: &str = "Yq3tVwzCFJaNdRgUkXp2s5v8yBEHMbQe";

/// What is set beside all else.
type Keys<'a> = Vec<(&'a str, &'a str)>;

struct Fleet {
    place: Workplace,
    replicas: Vec<Server>,
}

impl Fleet {
    async fn start(place: Workplace, keys: &Keys<'_>) -> Self {
        let replicas = vec![replica(&place, keys).await, replica(&place, keys).await];
        Self { place, replicas }
    }

    async fn restart(&mut self, number: usize, keys: &Keys<'_>) {
        let new = replica(&self.place, keys).await;
        std::mem::replace(&mut self.replicas[number], new).stop().await.expect(0);
    }

    async fn stop(self) {
        for replica in self.replicas {
            replica.stop().await.expect(0);
        }
    }
}

async fn replica(place: &Workplace, keys: &Keys<'_>) -> Server {
    let mut command = place.command(&[]);
    let server = Workplace::start_by(command.envs(keys.iter().copied())).await;
    eventually("the replica is ready", async || server.is_ready().await).await;
    server
}

/// One session, and the newest tokens of it.
struct Person {
    access: String,
    refresh: String,
}

impl Person {
    async fn at(replica: &Server) -> Self {
        let (access, refresh) = replica.client().log_in("ada", PASSWORD).await.tokens();
        Self { access, refresh }
    }

    async fn is_known_to(&self, fleet: &Fleet) {
        for replica in &fleet.replicas {
            replica.client().with_token(&self.access).get(ME).await.expect(200);
        }
    }

    /// Is known to each, and refreshes at each.
    async fn goes_round(&mut self, fleet: &Fleet) {
        for replica in &fleet.replicas {
            self.is_known_to(fleet).await;
            (self.access, self.refresh) = replica.client().refresh(&self.refresh).await.tokens();
        }
        self.is_known_to(fleet).await;
    }
}

/// Takes the fleet through the steps. Returns who signed in before the first and did nothing until the last.
async fn rotate(place: Workplace, steps: &[Keys<'_>; 4]) -> (Fleet, Person) {
    let mut fleet = Fleet::start(place, &steps[0]).await;
    sign_up(&fleet.replicas[0], "ada").await;
    let absent = Person::at(&fleet.replicas[0]).await;
    let mut people = Vec::new();
    for (number, keys) in steps.iter().enumerate().skip(1) {
        for replica in [0, 1] {
            fleet.restart(replica, keys).await;
            people.push(Person::at(&fleet.replicas[0]).await);
            people.push(Person::at(&fleet.replicas[1]).await);
            for person in &mut people {
                person.goes_round(&fleet).await;
            }
            if number < 3 {
                absent.is_known_to(&fleet).await;
            }
        }
    }
    (fleet, absent)
}

// assures: R306
#[tokio::test]
async fn a_new_secret_key_fails_no_request() {
    let steps = [
        vec![("SECRET_KEY", SECRET_KEY)],
        vec![("SECRET_KEY", SECRET_KEY), ("SECRET_KEY_PREVIOUS", NEW_SECRET_KEY)],
        vec![("SECRET_KEY", NEW_SECRET_KEY), ("SECRET_KEY_PREVIOUS", SECRET_KEY)],
        vec![("SECRET_KEY", NEW_SECRET_KEY)],
    ];
    let (fleet, absent) = rotate(Workplace::on_postgres().await, &steps).await;
    // Whoever comes back after the old key is gone has tokens that nobody knows.
    for replica in &fleet.replicas {
        let refused = replica.client().with_token(&absent.access).get(ME).await;
        assert_eq!(refused.problem(401), "token-invalid");
        assert_eq!(replica.client().refresh(&absent.refresh).await.problem(401), "refresh-invalid");
    }
    fleet.stop().await;
}

// assures: R306
#[tokio::test]
async fn a_new_private_key_fails_no_request() {
    let [old, new] = [(); 2].map(|()| TestKeyPair::new(KeyPairAlgorithm::EdDsa));
    let steps = [
        vec![("JWT_PRIVATE_KEY", old.private.as_str())],
        vec![("JWT_PRIVATE_KEY", old.private.as_str()), ("JWT_PUBLIC_KEY_PREVIOUS", new.public.as_str())],
        vec![("JWT_PRIVATE_KEY", new.private.as_str()), ("JWT_PUBLIC_KEY_PREVIOUS", old.public.as_str())],
        vec![("JWT_PRIVATE_KEY", new.private.as_str())],
    ];
    let place = Workplace::on_postgres().await.with("ALGORITHM", "EdDSA");
    let (fleet, mut absent) = rotate(place, &steps).await;
    for replica in &fleet.replicas {
        let refused = replica.client().with_token(&absent.access).get(ME).await;
        assert_eq!(refused.problem(401), "token-invalid");
    }
    // The key of refresh tokens is another one.
    (absent.access, absent.refresh) = fleet.replicas[0].client().refresh(&absent.refresh).await.tokens();
    absent.goes_round(&fleet).await;
    fleet.stop().await;
}
