//! No statement of a store is prepared twice on one connection: that would cost more than running it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use tasklane_core::page::Page;
use tasklane_core::session::{RefreshChange, RefreshState, SessionStore};
use tasklane_core::stores::DatabaseHealth;
use tasklane_core::task::{Status, TaskChange, TaskFilter, TaskQuery, TaskStore};
use tasklane_core::testing::examples::{at, issued, new_task, new_user, session};
use tasklane_core::user::{Email, LoginName, PasswordChange, PasswordHash, ProfileChange, UserStore};

use crate::connect::connect;
use crate::testing::TestDatabase;
use crate::threads::{SqliteDatabase, Threads};

type Texts = Arc<Mutex<BTreeSet<String>>>;

/// A connection that notes which statements ran, and which of them are kept.
fn watched(database: &TestDatabase, ran: &Texts, kept: &Texts) -> SqliteConnection {
    let mut connection = connect(&database.config()).unwrap();
    let (ran, kept) = (Arc::clone(ran), Arc::clone(kept));
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            let text = query.to_string();
            ran.lock().unwrap().insert(text.split(" -- binds").next().unwrap().to_owned());
        }
        InstrumentationEvent::CacheQuery { sql, .. } => {
            kept.lock().unwrap().insert(sql.to_owned());
        }
        _ => {}
    });
    connection
}

async fn use_every_method(database: &SqliteDatabase) {
    let (users, tasks, sessions): (&dyn UserStore, &dyn TaskStore, &dyn SessionStore) =
        (database, database, database);
    let user = users.create(&new_user("ada"), at(0)).await.unwrap().id;
    users.find(user).await.unwrap();
    for name in ["ada", "ada@example.org"] {
        users.find_credentials(&LoginName::parse(name).unwrap()).await.unwrap();
    }
    let [old, new] = ["a hash", "another"].map(|hash| PasswordHash::new(hash.to_owned()));
    assert!(users.replace_hash(user, &old, &new).await.unwrap());
    assert!(users.set_active(user, true, at(1)).await.unwrap());

    let task = tasks.create(user, &new_task("task"), at(0), 9).await.unwrap();
    tasks.find(user, task.id).await.unwrap();
    for is_completed in [None, Some(true), Some(false)] {
        let filter = TaskFilter { is_completed, ..TaskFilter::default() };
        tasks.list(user, &TaskQuery { filter, ..TaskQuery::of(Page::ALL) }).await.unwrap();
    }
    tasks.save(&TaskChange { from_version: task.version, task: task.clone() }).await.unwrap();
    tasks.toggle(user, task.id, &Status::ALL, None, at(1)).await.unwrap().unwrap();
    assert!(tasks.delete(user, task.id, None, at(2)).await.unwrap());

    let session = session(user, 1);
    sessions.create(&session, &new, 50).await.unwrap();
    sessions.find(user, session.id).await.unwrap();
    let from_tip = session.refresh.tip.handle;
    let refresh = RefreshState { used: Some(from_tip), tip: issued(2) };
    let change = RefreshChange { user_id: user, id: session.id, from_tip, refresh, last_used_at: at(1) };
    sessions.save_refresh(&change).await.unwrap();
    assert!(sessions.is_live(user, session.id, at(2)).await.unwrap());
    sessions.find_dead(at(0), at(0), 9).await.unwrap();
    assert_eq!(sessions.list_live(user, at(2)).await.unwrap().len(), 1);
    assert!(sessions.revoke(user, session.id, at(3)).await.unwrap());
    sessions.revoke_all(user, None, at(3)).await.unwrap();
    sessions.revoke_next(None, at(3), 9).await.unwrap();
    sessions.purge_next(None, at(3), 9).await.unwrap();
    assert_eq!(tasks.list_kept(user, None, 9).await.unwrap().len(), 1);
    sessions.list_kept(user, None, 9).await.unwrap();
    users.list(None, 9).await.unwrap();
    users.find_credentials_of(user).await.unwrap().unwrap();
    let email = Email::parse("Ada@example.org").ok();
    let profile =
        ProfileChange { user_id: user, email, username: None, name: None, verified: None, at: at(4) };
    users.change_profile(&profile).await.unwrap();
    let password =
        PasswordChange { user_id: user, from: new.clone(), to: new.clone(), keep: None, at: at(5) };
    users.change_password(&password).await.unwrap();
    users.delete(user, &new, at(6)).await.unwrap();
    database.check().await.unwrap();
}

#[tokio::test]
async fn every_statement_of_a_store_is_kept() {
    let file = TestDatabase::create();
    let (ran, kept) = (Texts::default(), Texts::default());
    let [writer, reader] = [watched(&file, &ran, &kept), watched(&file, &ran, &kept)];
    use_every_method(&SqliteDatabase { threads: Threads::start(writer, vec![reader]).unwrap() }).await;
    let mut thrown_away: Vec<String> =
        ran.lock().unwrap().difference(&kept.lock().unwrap()).cloned().collect();
    thrown_away.retain(|text| !text.ends_with("one_write"));
    assert_eq!(thrown_away, ["BEGIN IMMEDIATE", "COMMIT"]);
    assert!(kept.lock().unwrap().len() > 15);
}
