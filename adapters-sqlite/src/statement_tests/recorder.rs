//! Stores whose statements are noted.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;

use super::every_method::use_every_method;
use crate::connection::connect::connect;
use crate::database::{SqliteDatabase, Threads};
use crate::testing::TestDatabase;

/// The texts of all statements that the stores run, each once.
pub(super) struct Statements {
    pub(super) ran: BTreeSet<String>,
    /// Those of which the connection kept the prepared form.
    pub(super) kept: BTreeSet<String>,
}

type Texts = Arc<Mutex<BTreeSet<String>>>;

pub(super) async fn all_statements(file: &TestDatabase) -> Statements {
    let (ran, kept) = (Texts::default(), Texts::default());
    let [writer, reader] = [watched(file, &ran, &kept), watched(file, &ran, &kept)];
    use_every_method(&SqliteDatabase::new(Threads::start(writer, vec![reader]).unwrap())).await;
    let [ran, kept] = [ran, kept].map(|texts| texts.lock().unwrap().clone());
    Statements { ran, kept }
}

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
