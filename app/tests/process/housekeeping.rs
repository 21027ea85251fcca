//! What is over is removed while the server runs, without anybody's asking.

use chrono::{TimeDelta, Utc};
use tasklane_core::session::Session;
use tasklane_core::stores::Stores;
use tasklane_core::testing::examples::{new_user, password_hash, session};
use tasklane_sqlite::SqliteConfig;

use crate::support::{Workplace, eventually};

async fn check(place: &Workplace, stores: Stores) {
    #[expect(clippy::disallowed_methods, reason = "the program under test goes by the real clock")]
    let now = Utc::now();
    let user = stores.users.create(&new_user("ada"), now).await.unwrap().id;
    let ended = |number, hours| {
        let at = now - TimeDelta::hours(hours);
        Session { created_at: at, last_used_at: at, expires_at: at, ..session(user, number) }
    };
    let [long_ago, lately] = [ended(1, 26), ended(2, 24)].map(|session| {
        let mut session = session;
        session.refresh.tip.expires_at = session.expires_at;
        session
    });
    for session in [&long_ago, &lately] {
        stores.sessions.create(session, &password_hash(), 50).await.unwrap();
    }
    let server = place.start_ready().await;
    let find = async |session: &Session| stores.sessions.find(user, session.id).await.unwrap();
    eventually("the old session is removed", async || find(&long_ago).await.is_none()).await;
    assert!(find(&lately).await.is_some());
    drop(stores);
    server.stop().await.expect(0);
}

#[tokio::test]
async fn sessions_that_are_long_over_are_removed_on_sqlite() {
    let place = Workplace::on_sqlite();
    place.run(&["migrate"]).await.expect(0);
    let url = format!("sqlite://{}", place.path("tasklane.db").display());
    let stores = tasklane_sqlite::open(&SqliteConfig::parse(&url).unwrap()).unwrap();
    check(&place, stores).await;
}

#[tokio::test]
async fn sessions_that_are_long_over_are_removed_on_postgres() {
    let place = Workplace::on_postgres().await;
    place.run(&["migrate"]).await.expect(0);
    let stores = tasklane_postgres::open(&place.database().unwrap().config(), 1);
    check(&place, stores).await;
}
